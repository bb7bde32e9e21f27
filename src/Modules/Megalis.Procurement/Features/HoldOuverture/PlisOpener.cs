using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>Confirms who is there and opens the plis: one transaction, one journal entry that names everybody present.</summary>
internal sealed class PlisOpener(MegalisDb db, CurrentUser user, Journal journal, Outbox outbox, TimeProvider clock, MemberRights rights, IServiceProvider services)
{
    /// <summary>Those who confirmed within the last hours and may still open: a right that was taken away since counts no more.</summary>
    public async Task<IReadOnlyList<Presence>> PresentAsync(string consultationId, CancellationToken stop)
    {
        var since = clock.GetUtcNow() - Presence.Lasts;
        var confirmed = await db.Set<Presence>().AsNoTracking().Where(p => p.ConsultationId == consultationId && p.At > since).OrderBy(p => p.At).ThenBy(p => p.Name).ToListAsync(stop);
        var present = new List<Presence>();
        foreach (var person in confirmed)
            if (await rights.MayAsync(person.AccountId, ProcurementPermissions.Open, stop))
                present.Add(person);
        return present;
    }

    public async Task ConfirmAsync(Consultation consultation, CancellationToken stop)
    {
        var (here, account) = (services.GetRequiredService<TenantContext>().Tenant.Id, user.AccountId);
        var title = await db.Set<Membership>().Where(m => m.AccountId == account && m.TenantId == here).Select(m => m.Title).SingleOrDefaultAsync(stop);
        var presence = await db.Set<Presence>().SingleOrDefaultAsync(p => p.ConsultationId == consultation.Id && p.AccountId == account, stop);
        if (presence is null)
            db.Add(presence = new Presence { ConsultationId = consultation.Id, AccountId = account });
        (presence.Name, presence.Title, presence.At) = (user.DisplayName, title ?? "", clock.GetUtcNow());
        journal.Append(PliActs.PresenceConfirmed, ConsultationActs.Subject, consultation.Id, new { name = presence.Name, title = presence.Title });
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException)
        {
            // Two clicks at once: the first has said it.
            db.ChangeTracker.Clear();
            if (!await db.Set<Presence>().AnyAsync(p => p.ConsultationId == consultation.Id && p.AccountId == account, stop))
                throw;
        }
    }

    /// <returns>Why not, or null; a second call finds them open and changes nothing.</returns>
    public async Task<Refusal?> OpenAsync(string consultationId, CancellationToken stop)
    {
        Refusal? refusal = null;
        await db.TransactAsync(async () => refusal = await OpenHeldAsync(consultationId, stop), stop);
        return refusal;
    }

    private async Task<Refusal?> OpenHeldAsync(string consultationId, CancellationToken stop)
    {
        // Deposits on their way end first and later ones wait: none falls between the list and the act.
        await db.HoldAsync<Consultation>(consultationId, alone: true, stop);
        var consultation = await db.Set<Consultation>().Include(c => c.Facts).Include(c => c.Lots).SingleAsync(c => c.Id == consultationId, stop);
        var plis = OuvertureState.Of(await db.Set<Pli>().Include(p => p.Files).Where(p => p.ConsultationId == consultationId).ToListAsync(stop));
        if (consultation.Opened is not null && plis.Waiting.Count == 0)
            return null;
        var present = await PresentAsync(consultationId, stop);
        if (!present.Any(p => p.AccountId == user.AccountId))
            return new Refusal("Confirmez d’abord votre présence.");
        var now = clock.GetUtcNow();
        // What arrived in time while the others were being opened is opened under the same conditions.
        if (ConsultationRules.Open(consultation.AsFacts() with { OpenedAt = null }, present.Select(p => p.AccountId), now) is { } refusal)
            return refusal;
        await OpenAsync(consultation, plis, [.. present.Select(p => p.Title.Length > 0 ? $"{p.Name} ({p.Title})" : p.Name)], now, stop);
        return null;
    }

    private async Task OpenAsync(Consultation consultation, OuvertureState plis, List<string> present, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var pli in plis.Waiting)
            (pli.OpenedAt, pli.OpenedBy) = (now, user.AccountId);
        journal.Append(PliActs.Opened, ConsultationActs.Subject, consultation.Id, new
        {
            reference = consultation.Reference,
            present,
            quorum = consultation.OpeningQuorum,
            reason = consultation.QuorumReason,
            opened = plis.Waiting.Select(p => p.Id),
            late = plis.Late.Select(p => p.Id),
            replaced = plis.Replaced.Select(p => p.Id),
        });
        db.Add(new Ouverture { Id = Ids.New(now), ConsultationId = consultation.Id, At = now, By = user.AccountId, ByName = user.DisplayName, Present = string.Join('\n', present) });
        if (consultation.Opened is null)
        {
            consultation.Record(FactKind.Opened, new Author(user.AccountId, user.DisplayName), now).Reason = string.Join('\n', present);
            await services.GetRequiredService<PublicProjection>().WriteAsync(consultation, stop);
            outbox.Add(new PlisOpened(consultation.Id, consultation.Reference));
        }

        await db.SaveChangesAsync(stop);
    }
}
