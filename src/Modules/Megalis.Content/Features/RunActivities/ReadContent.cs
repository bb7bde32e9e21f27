using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Workflows;

namespace Megalis.Content.Features.RunActivities;

/// <summary>Workflow activity: which state of an item its editors have before them. What somebody reads from here on is known by its revision.</summary>
internal sealed class ReadContent(ContentStore content) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.ReadContent", "Lire un contenu")
    {
        Ports = [ActivityDescription.Done, ContentPorts.Gone],
        Inputs = [new("contentItemId", Required: true)],
        Outputs = ["revision", "title", "published", "instance"],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (await content.GetAsync(call.Text("contentItemId"), VersionOptions.Latest, stop) is not { } item)
            return ActivityResult.Done(ContentPorts.Gone);
        return ActivityResult.Done(outputs: new Dictionary<string, JsonNode?>
        {
            ["revision"] = item.Revision,
            ["title"] = item.DisplayText,
            ["published"] = item.Published,
            ["instance"] = call.InstanceId,
        });
    }
}

/// <summary>Ports of the activities on content. Stored in definitions: never change one.</summary>
internal static class ContentPorts
{
    /// <summary>The item was removed.</summary>
    public const string Gone = "Gone";

    /// <summary>It is no longer what was read.</summary>
    public const string Changed = "Changed";

    /// <summary>A rule of the content forbids it.</summary>
    public const string Refused = "Refused";

    /// <summary>Who let it pass may not publish; without this port, <see cref="Refused"/>.</summary>
    public const string Forbidden = "Forbidden";
}
