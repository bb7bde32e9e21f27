using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Queue;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>« 40 tâches vous attendent »: one mail for what came within a few minutes, when it was more than a few.</summary>
/// <param name="Until">The end of these minutes.</param>
[QueueKind("workflows.tell-of-tasks.v1", Label = "Courriel de plusieurs tâches arrivées ensemble")]
internal sealed record TellOfMany(TaskLot Lot, DateTimeOffset Until)
{
    /// <summary>As many as these are told of one by one.</summary>
    public const int Few = 3;

    /// <summary>How long arrivals are counted together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>After their end, so that nobody who is still writing down the last one comes too late.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>The minutes in which an instant lies.</summary>
    public static TellOfMany At(TaskLot lot, DateTimeOffset now) => new(lot, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Window.Ticks), TimeSpan.Zero) + Window);

    public Task AddToAsync(Outbox outbox, CancellationToken stop) =>
        outbox.AddOnceAsync(this, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Lot.Key}/{Until:O}"), Until + Margin, stop);
}

internal sealed class TellOfManyHandler(MegalisDb db, TaskMails mails, Texts texts) : IHandle<TellOfMany>
{
    public async Task HandleAsync(TellOfMany payload, CancellationToken stop)
    {
        // Those that came just before these minutes made them many.
        var tasks = payload.Lot.Since(db, payload.Until - (2 * TellOfMany.Window));
        await mails.SendManyAsync(tasks, count => (texts["{0} tâches vous attendent", count], texts["Plusieurs tâches sont arrivées en peu de temps :"]), stop);
        await db.SaveChangesAsync(stop);
    }
}
