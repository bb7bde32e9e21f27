using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;

namespace Megalis.Content.Features.ReviewContent;

/// <summary>
/// The matter of a review is settled elsewhere: somebody published the item themselves, or it is no longer there. Told to
/// that instance alone, and only while people are asked: nobody would ever hear an event that comes after the answer.
/// </summary>
internal sealed class ReviewSettled(WorkflowEngine workflows, WorkflowTrail trail, ContentStore content, MegalisDb db) : IHandle<ContentPublished>, IHandle<ContentDropped>
{
    public async Task HandleAsync(ContentPublished payload, CancellationToken stop)
    {
        // The event may come late: a draft that was proposed since is still to be read.
        if (await content.GetAsync(payload.ContentItemId, VersionOptions.Latest, stop) is { Published: true })
            await TellAsync(payload.ContentItemId, "publiee", stop);
    }

    public Task HandleAsync(ContentDropped payload, CancellationToken stop) => TellAsync(payload.ContentItemId, "retiree", stop);

    private async Task TellAsync(string item, string decision, CancellationToken stop)
    {
        foreach (var instance in (await trail.OfAsync(item, stop)).Where(one => one.IsOpen).Select(one => one.InstanceId).Distinct())
            await workflows.SendAsync($"relecture-reglee/{instance}", item, new JsonObject { ["decision"] = decision }, instance, stop);
        await db.SaveChangesAsync(stop);
    }
}
