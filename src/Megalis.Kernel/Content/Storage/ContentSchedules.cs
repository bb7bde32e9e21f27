using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Storage;

/// <summary>Publishes and unpublishes at an instant to come, through the queue: it survives a restart.</summary>
public sealed class ContentSchedules(MegalisDb db, Outbox outbox, TimeProvider clock)
{
    /// <summary>What is planned for an item, by date; what could not be done says why.</summary>
    public async Task<IReadOnlyList<ContentSchedule>> OfAsync(string contentItemId, CancellationToken stop = default) =>
        await db.Set<ContentSchedule>().AsNoTracking().Where(schedule => schedule.ContentItemId == contentItemId).OrderBy(schedule => schedule.Due).ToListAsync(stop);

    /// <summary>
    /// Plans an act and forgets an earlier plan of the same kind. What will be published is the state of this moment: when another
    /// one was saved meanwhile nothing is, and <see cref="ContentScheduleFailed"/> tells who planned it.
    /// </summary>
    /// <param name="permission">The right that <paramref name="author"/> must still hold here when it is due; empty asks for none.</param>
    public async Task<Refusal?> PlanAsync(
        string contentItemId, ContentScheduleAction action, DateTimeOffset due, ContentAuthor author, string permission = "", CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(author);
        if (due <= clock.GetUtcNow())
            return new Refusal("Choisissez une date à venir.").On(nameof(ContentSchedule.Due));
        if (await db.Set<ContentItemIndex>().AsNoTracking().SingleOrDefaultAsync(row => row.ContentItemId == contentItemId && row.Latest, stop) is not { } latest)
            return new Refusal("Ce contenu n’existe plus.");
        await db.TransactAsync(async () =>
        {
            await CancelAsync(contentItemId, action, stop);
            var schedule = new ContentSchedule
            {
                Id = Ids.New(clock),
                ContentItemId = contentItemId,
                Action = action,
                Due = due,
                AccountId = author.AccountId,
                Author = author.Name,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Add(schedule);
            outbox.Add(new ContentScheduleDue(schedule.Id) { Revision = latest.Revision, Permission = permission }, due);
            await db.SaveChangesAsync(stop);
        }, stop);
        return null;
    }

    /// <summary>Forgets a plan; its row in the queue will find nothing to do.</summary>
    public async Task CancelAsync(string contentItemId, ContentScheduleAction action, CancellationToken stop = default)
    {
        db.RemoveRange(await db.Set<ContentSchedule>().Where(schedule => schedule.ContentItemId == contentItemId && schedule.Action == action).ToListAsync(stop));
        await db.SaveChangesAsync(stop);
    }
}

/// <summary>Does what was planned, when it is due: for who may still do it, and with the text that they read.</summary>
internal sealed class ContentScheduleHandler(MegalisDb db, ContentStore content, MemberRights rights, Outbox outbox) : IHandle<ContentScheduleDue>
{
    public async Task HandleAsync(ContentScheduleDue payload, CancellationToken stop)
    {
        if (await db.Set<ContentSchedule>().SingleOrDefaultAsync(schedule => schedule.Id == payload.ScheduleId, stop) is not { } schedule) return;
        var refusals = await CheckAsync(payload, schedule, stop) is { } wrong ? [wrong] : await ActAsync(schedule, stop);
        // Publishing removed the row; a refusal stays on it for the editor to read.
        if (refusals.Count > 0)
        {
            schedule.Failure = string.Join(' ', refusals.Select(refusal => refusal.ToString()));
            outbox.Add(new ContentScheduleFailed(schedule.ContentItemId, schedule.Action, schedule.AccountId, schedule.Failure));
        }

        await db.SaveChangesAsync(stop);
    }

    private async Task<Refusal?> CheckAsync(ContentScheduleDue payload, ContentSchedule schedule, CancellationToken stop)
    {
        if (payload.Permission.Length > 0 && !await rights.MayAsync(schedule.AccountId, payload.Permission, stop))
            return new Refusal("La personne qui l’avait prévu n’a plus ce droit sur ce site. Qui l’a peut publier, ou le prévoir de nouveau.");
        if (schedule.Action != ContentScheduleAction.Publish || payload.Revision.Length == 0)
            return null;
        return await content.GetAsync(schedule.ContentItemId, VersionOptions.Latest, stop) is { } latest && latest.Revision != payload.Revision
            ? new Refusal("Le texte a été modifié depuis : relisez-le, puis publiez-le ou prévoyez de nouveau.")
            : null;
    }

    private Task<IReadOnlyList<Refusal>> ActAsync(ContentSchedule schedule, CancellationToken stop)
    {
        var author = new ContentAuthor(schedule.AccountId, schedule.Author);
        return schedule.Action == ContentScheduleAction.Publish
            ? content.PublishAsync(schedule.ContentItemId, author, stop)
            : content.UnpublishAsync(schedule.ContentItemId, author, stop);
    }
}
