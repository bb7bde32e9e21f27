using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Storage;

/// <summary>Publishes and unpublishes at an instant to come, through the queue: it survives a restart.</summary>
public sealed class ContentSchedules(MegalisDb db, Outbox outbox, TimeProvider clock)
{
    /// <summary>What is planned for an item, by date; what could not be done says why.</summary>
    public async Task<IReadOnlyList<ContentSchedule>> OfAsync(string contentItemId, CancellationToken stop = default) =>
        await db.Set<ContentSchedule>().AsNoTracking().Where(schedule => schedule.ContentItemId == contentItemId).OrderBy(schedule => schedule.Due).ToListAsync(stop);

    /// <summary>Plans an act and forgets an earlier plan of the same kind.</summary>
    public async Task<Refusal?> PlanAsync(
        string contentItemId, ContentScheduleAction action, DateTimeOffset due, ContentAuthor author, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(author);
        if (due <= clock.GetUtcNow())
            return new Refusal("Choisissez une date à venir.").On(nameof(ContentSchedule.Due));
        if (!await db.Set<ContentItemIndex>().AnyAsync(row => row.ContentItemId == contentItemId && row.Latest, stop))
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
            outbox.Add(new ContentScheduleDue(schedule.Id), due);
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

/// <summary>Does what was planned, when it is due.</summary>
internal sealed class ContentScheduleHandler(MegalisDb db, ContentStore content) : IHandle<ContentScheduleDue>
{
    public async Task HandleAsync(ContentScheduleDue payload, CancellationToken stop)
    {
        if (await db.Set<ContentSchedule>().SingleOrDefaultAsync(schedule => schedule.Id == payload.ScheduleId, stop) is not { } schedule) return;
        var author = new ContentAuthor(schedule.AccountId, schedule.Author);
        var refusals = schedule.Action == ContentScheduleAction.Publish
            ? await content.PublishAsync(schedule.ContentItemId, author, stop)
            : await content.UnpublishAsync(schedule.ContentItemId, author, stop);
        // Publishing removed the row; a refusal stays on it for the editor to read.
        if (refusals.Count > 0)
            schedule.Failure = string.Join(' ', refusals.Select(refusal => refusal.ToString()));
        await db.SaveChangesAsync(stop);
    }
}
