using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Queue;

/// <summary>What a decision does to a row of the queue, inside the transaction of <see cref="QueueDesk"/>.</summary>
internal static class QueueActs
{
    public const string JournalKind = "tache";

    public static Refusal Moved => new Refusal("Cette tâche a bougé pendant que vous lisiez : voyez où elle en est, puis décidez.");

    /// <summary>Differs after every attempt and every act.</summary>
    public static string MarkOf(QueueRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.State}-{row.Attempts}-{InstantConverter.ToMicros(row.Due)}");

    /// <summary>Due at once, with all its attempts.</summary>
    public static Task SendOffAsync(MegalisDb db, QueueRow row, bool unsure, DateTimeOffset now, CancellationToken stop)
    {
        var state = unsure ? QueueState.Uncertain : QueueState.Ready;
        return db.UpdateWhereAsync<QueueRow>(
            q => q.Id == row.Id, s => s.Set(q => q.State, state).Set(q => q.Unsure, unsure).Set(q => q.Attempts, 0).Set(q => q.Due, now), stop);
    }

    public static Task RemoveAsync(MegalisDb db, QueueRow row, CancellationToken stop) => db.DeleteWhereAsync<QueueRow>(q => q.Id == row.Id, stop);

    /// <summary>What was decided about which task; never its payload, which may hold what is nobody's to read.</summary>
    public static Task JournalAsync(TenantScope scope, QueueRow row, string act, string label, string reason, string actor, CancellationToken stop)
    {
        var last = QueueHistory.Last(row.History);
        scope.Services.GetRequiredService<Journal.Journal>().Append(
            act, JournalKind, row.CallKey,
            new { row.Kind, row.Handler, Label = label, Reason = reason, row.Attempts, row.Unsure, LastError = last is null ? null : QueueWords.Masked(last.Error) }, actor);
        return scope.Db.SaveChangesAsync(stop);
    }
}
