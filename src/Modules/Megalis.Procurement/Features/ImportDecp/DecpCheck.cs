using System.Security.Cryptography;
using System.Text;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>
/// Reads a whole file and says what is wrong in it, without a database. An import begins with it, so that a file that
/// is cut or is no DECP changes nothing, and so that the findings of one file are always the same.
/// </summary>
internal sealed class DecpCheck(DecpRecordReader reader)
{
    /// <exception cref="DecpFileException">The file is no DECP, or is cut.</exception>
    public DecpCounts Run(Stream file, DecpReport? report, Progress progress, CancellationToken stop)
    {
        var counts = new DecpCounts();
        var seen = new HashSet<UInt128>();
        var elements = new DecpReader(file);
        foreach (var element in elements.Elements())
        {
            stop.ThrowIfCancellationRequested();
            counts.Read++;
            foreach (var (record, dirt) in Findings(element, seen, counts))
            {
                counts.Add(dirt);
                report?.Add(element.Index, record, dirt);
            }
            progress.Report(elements.BytesRead, counts.Read);
        }
        report?.Complete();
        progress.End();
        return counts;
    }

    private IEnumerable<(DecpRecord?, Dirt)> Findings(DecpElement element, HashSet<UInt128> seen, DecpCounts counts)
    {
        if (reader.Read(element, out var rejection) is not { } record)
        {
            counts.Rejected++;
            return [(null, rejection)];
        }
        var findings = record.Dirt.Select(dirt => ((DecpRecord?)record, dirt));
        return seen.Add(Fingerprint(DecpKey.Exact(record)))
            ? findings
            : findings.Append((record, new(DirtKinds.Duplicate, "id", record.Id ?? "")));
    }

    /// <summary>Sixteen bytes for each contract instead of its key: a national file holds a million.</summary>
    private static UInt128 Fingerprint(string key) =>
        BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
