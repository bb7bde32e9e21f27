using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.HearContent;

/// <summary>
/// Tells workflows that a content was published or taken down, as the events <c>ContentPublished</c> and
/// <c>ContentPublished/&lt;type&gt;</c>, <c>ContentUnpublished</c> likewise; the correlation is the item. Only while somebody
/// waits for that or is begun by it: else each article would leave an event behind for ever.
/// </summary>
internal sealed class ContentHeard(MegalisDb db, WorkflowEngine engine) : IHandle<ContentPublished>, IHandle<ContentUnpublished>
{
    /// <remarks>
    /// The queue takes the row away in this same transaction: nothing is told twice, without a key. One made of the version
    /// would keep silent when what was taken down is published again.
    /// </remarks>
    public Task HandleAsync(ContentPublished payload, CancellationToken stop) => TellAsync(nameof(ContentPublished), payload.ContentItemId, payload.ContentType, stop);

    public Task HandleAsync(ContentUnpublished payload, CancellationToken stop) =>
        TellAsync(nameof(ContentUnpublished), payload.ContentItemId, payload.ContentType, stop);

    private async Task TellAsync(string name, string item, string type, CancellationToken stop)
    {
        foreach (var topic in (string[])[name, $"{name}/{type}"])
            if (await IsAwaitedAsync(topic, item, stop))
                await engine.SendAsync(topic, item, new JsonObject { ["ContentItemId"] = item, ["ContentType"] = type }, stop: stop);
    }

    /// <remarks>By whoever waits for this very item: whoever waits for another one would leave the event parked for a later wait, which it has nothing to tell.</remarks>
    private async Task<bool> IsAwaitedAsync(string topic, string item, CancellationToken stop) =>
        await db.Set<TriggerRow>().AnyAsync(t => t.Kind == WaitKinds.Event && t.Key == topic, stop)
        || await db.Set<BookmarkRow>().AnyAsync(b => b.Kind == WaitKinds.Event && b.Key == topic && b.CorrelationId == item, stop);
}
