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
        entrepriseUnconfirmed = pli.IsUnconfirmed,
        startedAt = pli.StartedAt,
        receivedAt = pli.ReceivedAt,
        late = pli.IsLate,
        lots = pli.LotNumbers,
        relation = pli.Relation.ToString(),
        replaces = pli.Replaced,
        files = pli.Files.Select(f => new { f.Position, part = f.Part.ToString(), name = f.DisplayName, bytes = f.Length, sha256 = f.Sha256, beganAt = f.BeganAt, arrivedAt = f.ArrivedAt }),
    };
}

/// <summary>
/// Before the opening nobody reads in the journal that a pli was deposited, nor how many were (CCP R. 2132-9). Told from the
/// public projection alone, so that it is the same query for every tenant and for the portal.
/// </summary>
internal sealed class PliVeil(MegalisDb db, TimeProvider clock) : IJournalVeil
{
    public IReadOnlyCollection<string> Acts { get; } = [PliActs.Deposited, PliActs.DepositedLate];

    public IQueryable<string> ReadableSubjects()
    {
        var now = clock.GetUtcNow();
        return db.Set<ConsultationPublic>()
            .Where(p => p.Status == PublicStatus.Opened || (p.Status == PublicStatus.Cancelled && p.Deadline < now))
            .Select(p => p.ConsultationId);
    }

    /// <summary>The publication of the oldest consultation whose deadline is to come: its plis began then at the earliest.</summary>
    public async Task<DateTimeOffset?> SealedSinceAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return await db.Set<ConsultationPublic>().Where(p => p.Deadline >= now).OrderBy(p => p.PublishedAt)
            .Select(p => (DateTimeOffset?)p.PublishedAt).FirstOrDefaultAsync(stop);
    }
}
