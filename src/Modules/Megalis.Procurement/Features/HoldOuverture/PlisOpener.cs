using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>Confirms who is there and opens the plis: one transaction, one journal entry that names everybody present.</summary>
internal sealed class PlisOpener(
    MegalisDb db, TenantContext tenant, CurrentUser user, Journal journal, Outbox outbox, PublicProjection projection, TimeProvider clock)
{
    /// <summary>Those who confirmed within the last hours.</summary>
    public async Task<IReadOnlyList<Presence>> PresentAsync(string consultationId, CancellationToken stop)
    {
        var since = clock.GetUtcNow() - Presence.Lasts;
        return await db.Set<Presence>().AsNoTracking().Where(p => p.ConsultationId == consultationId && p.At > since).OrderBy(p => p.At).ToListAsync(stop);
    }

    public async Task ConfirmAsync(Consultation consultation, CancellationToken stop)
    {
        var (here, account) = (tenant.Tenant.Id, user.AccountId);
        var title = await db.Set<Membership>().Where(m => m.AccountId == account && m.TenantId == here).Select(m => m.Title).SingleOrDefaultAsync(stop);
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.ConsultationId == consultation.Id && p.AccountId == account, stop);
        if (presence is null)
            db.Add(presence = new Presence { ConsultationId = consultation.Id, AccountId = account });
        (presence.Name, presence.Title, presence.At) = (user.DisplayName, title ?? "", clock.GetUtcNow());
        journal.Append("ouverture.presence-confirmed", "consultation", consultation.Id, new { name = presence.Name, title = presence.Title });
        await db.SaveChangesAsync(stop);
    }

    /// <returns>Why not, or null; a second call finds them open and changes nothing.</returns>
    public async Task<Refusal?> OpenAsync(string consultationId, CancellationToken stop)
    {
        var consultation = await db.Set<Consultation>().Include(c => c.Facts).Include(c => c.Lots).SingleAsync(c => c.Id == consultationId, stop);
        var present = await PresentAsync(consultationId, stop);
        if (!present.Any(p => p.AccountId == user.AccountId))
            return new Refusal("Confirmez d'abord votre présence.");
        var now = clock.GetUtcNow();
        if (ConsultationRules.Open(consultation.AsFacts(), present.Select(p => p.AccountId), now) is { } refusal)
            return refusal;
        var plis = await db.Set<Pli>().Include(p => p.Files).Where(p => p.ConsultationId == consultationId).ToListAsync(stop);
        var opened = PliRules.ToOpen(plis);
        foreach (var pli in opened)
            (pli.OpenedAt, pli.OpenedBy) = (now, user.AccountId);
        var names = present.Select(p => p.Title.Length > 0 ? $"{p.Name} ({p.Title})" : p.Name).ToList();
        consultation.Record(FactKind.Opened, new Author(user.AccountId, user.DisplayName), now).Reason = string.Join('\n', names);
        journal.Append("plis.opened", "consultation", consultationId, Entry(consultation, names, plis, opened));
        await projection.WriteAsync(consultation, stop);
        // What was never handed in is nobody's to read: its files go with the janitor's next round.
        db.RemoveRange(await db.Set<Depot>().Include(d => d.Files).Where(d => d.ConsultationId == consultationId).ToListAsync(stop));
        outbox.Add(new PlisOpened(consultationId, consultation.Reference));
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            // Both holders clicked at once: the fact's key let one opening through, and it is theirs both.
            db.ChangeTracker.Clear();
            if (!await db.Set<ConsultationFact>().AnyAsync(f => f.ConsultationId == consultationId && f.Kind == FactKind.Opened, stop))
                throw;
        }

        return null;
    }

    private static object Entry(Consultation consultation, List<string> present, List<Pli> plis, IReadOnlyList<Pli> opened) => new
    {
        reference = consultation.Reference,
        present,
        quorum = consultation.OpeningQuorum,
        reason = consultation.QuorumReason,
        opened = opened.Select(p => p.Id),
        late = plis.Where(p => p.IsLate).Select(p => p.Id),
        replaced = plis.Where(p => !p.IsLate && !opened.Contains(p)).Select(p => p.Id),
    };
}
