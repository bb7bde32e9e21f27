using System.Text;

namespace Megalis.Kernel.Journal;

/// <summary>What one row tells about itself: its columns, its canonical bytes and its payload must say the same.</summary>
/// <param name="erasures">For each erased entry the id of the entry that tells the decision.</param>
internal sealed class EntryCheck(IReadOnlyDictionary<string, string> erasures)
{
    /// <summary>How many payloads were found erased by decision.</summary>
    public int Erased { get; private set; }

    /// <summary>The first thing that is wrong with the row, or null.</summary>
    public JournalFinding? Look(JournalRow row) => Header(row) ?? Payload(row);

    private static JournalFinding? Header(JournalRow row)
    {
        try
        {
            var (header, payloadHash) = CanonicalEntry.Read(row.Header);
            if (Different(header, Journal.HeaderOf(row)) is { } column)
                return Edited(row, $"sa colonne « {column} » ne dit plus ce que dit son en-tête");
            if (!payloadHash.AsSpan().SequenceEqual(row.PayloadHash))
                return Edited(row, "l'empreinte de son contenu n'est plus celle de son en-tête");
        }
        catch (FormatException)
        {
            return Edited(row, "son en-tête n'est plus lisible");
        }

        return Merkle.LeafHash(row.Header).AsSpan().SequenceEqual(row.LeafHash) ? null : Edited(row, "son empreinte n'est plus celle de son en-tête");
    }

    private JournalFinding? Payload(JournalRow row)
    {
        var decision = erasures.GetValueOrDefault(row.EntryId);
        if (row.Payload is null && row.Salt is null)
        {
            if (decision is null || decision != row.ErasedBy)
                return Edited(row, "son contenu a disparu sans décision d'effacement au journal");
            Erased++;
            return null;
        }

        if (row.Payload is null || row.Salt is not { Length: CanonicalEntry.SaltSize } salt
            || !CanonicalEntry.PayloadHash(salt, Encoding.UTF8.GetBytes(row.Payload)).AsSpan().SequenceEqual(row.PayloadHash))
            return Edited(row, "son contenu n'est plus celui qui a été écrit");
        if (decision is not null)
            return new JournalFinding(row.Position, "unerased", $"L'entrée n° {row.Position} a été effacée par décision, et son contenu est revenu : une sauvegarde plus ancienne a-t-elle été restaurée ?");
        return row.ErasedBy is null ? null : Edited(row, "elle se dit effacée et ne l'est pas");
    }

    private static string? Different(JournalHeader written, JournalHeader column) =>
        written.EntryId != column.EntryId ? "entry_id"
        : written.TenantId != column.TenantId ? "tenant_id"
        : written.AtMicros != column.AtMicros ? "at"
        : written.Act != column.Act ? "act"
        : written.Actor != column.Actor ? "actor"
        : written.SubjectKind != column.SubjectKind ? "subject_kind"
        : written.SubjectId != column.SubjectId ? "subject_id"
        : null;

    private static JournalFinding Edited(JournalRow row, string how) => new(row.Position, "edited", $"L'entrée n° {row.Position} a été modifiée : {how}.");
}
