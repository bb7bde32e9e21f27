using Megalis.Kernel.Search;
using Megalis.Search.Planning;
using Megalis.Search.Segments;

namespace Megalis.Search.Indexes;

/// <summary>Everything of a source to one segment, within a bounded memory: what does not fit goes to a file first and is joined in the end.</summary>
internal sealed class Rebuild(Language language, Func<Action<Stream>, Segment> write)
{
    /// <summary>Bytes of texts in memory before they go to a file.</summary>
    private const long MostRoom = 160L << 20;

    /// <returns>Null when there is no document.</returns>
    public async Task<Segment?> RunAsync(IAsyncEnumerable<IndexDocument> documents, CancellationToken stop)
    {
        var written = new List<Segment>();
        try
        {
            var builder = New();
            await foreach (var document in documents.WithCancellation(stop))
            {
                builder.Add(document);
                if (builder.Room < MostRoom)
                    continue;
                written.Add(write(builder.Write));
                builder = New();
            }

            if (builder.Count > 0)
                written.Add(write(builder.Write));
            return Join(written);
        }
        catch
        {
            Forget(written);
            throw;
        }
    }

    private SegmentBuilder New() => new(language.Schema, language.Analyzer);

    private Segment? Join(List<Segment> written)
    {
        if (written.Count < 2)
            return written.FirstOrDefault();
        var joined = write(stream => SegmentMerger.Write(language.Schema, [.. written.Select(segment => (segment, (ulong[]?)null))], stream));
        Forget(written);
        return joined;
    }

    private static void Forget(List<Segment> segments)
    {
        foreach (var segment in segments)
        {
            segment.IsReplaced = true;
            segment.Release();
        }
    }
}
