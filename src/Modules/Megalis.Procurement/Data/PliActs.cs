using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>What the journal keeps of plis, and until when it keeps it to itself.</summary>
internal static class PliActs
{
    public const string Deposited = "pli.deposited";
    public const string DepositedLate = "pli.deposited-late";
    public const string Opened = "plis.opened";
    public const string Read = "pli.read";
    public const string PresenceConfirmed = "ouverture.presence-confirmed";

    public static object Payload(Pli pli) => new
    {
        pli.Id,
        depositor = pli.DepositorName,
        email = pli.DepositorEmail,
        entreprise = pli.EntrepriseName,
        identifier = pli.EntrepriseIdentifier,
        startedAt = pli.StartedAt,
        receivedAt = pli.ReceivedAt,
        late = pli.IsLate,
        lots = pli.LotNumbers,
        relation = pli.Relation.ToString(),
        files = pli.Files.Select(f => new { f.Position, part = f.Part.ToString(), name = f.DisplayName, bytes = f.Length, sha256 = f.Sha256 }),
    };
}

/// <summary>Until the deadline nobody reads in the journal that a pli was deposited, nor how many were (CCP R. 2132-9).</summary>
internal sealed class PliVeil(MegalisDb db, TimeProvider clock) : IJournalVeil
{
    public async Task<IReadOnlySet<string>> HiddenAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken stop)
    {
        var deposits = entries.Where(e => e.Act is PliActs.Deposited or PliActs.DepositedLate).ToList();
        if (deposits.Count == 0)
            return new HashSet<string>();
        var ids = deposits.Select(e => e.SubjectId).Distinct().ToList();
        var now = clock.GetUtcNow();
        var readable = (await db.Set<Consultation>().Include(c => c.Facts).AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(stop))
            .Where(c => ConsultationRules.MaySeeDeposits(c.AsFacts(), now)).Select(c => c.Id).ToHashSet();
        return deposits.Where(e => !readable.Contains(e.SubjectId)).Select(e => e.EntryId).ToHashSet();
    }
}
