using System.Text.Json.Nodes;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Workflows;

namespace Megalis.Content.Features.RunActivities;

/// <summary>
/// Workflow activity: shows the newest version of an item to visitors. With a <c>revision</c>, that state alone: whoever
/// approved a text answers for what they read, and nobody slips another one under their yes. Ports beyond <c>Done</c> are
/// those that the definition lists in <c>outcomes</c>; what happens without a port of its own is an incident.
/// </summary>
internal sealed class PublishContent(ContentStore content, ContentSections sections) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.PublishContent", "Publier un contenu")
    {
        PortsFrom = "outcomes",
        Inputs = [new("contentItemId", Required: true), new("revision"), new("outcomes", "Object")],
        Outputs = ["message", "address"],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var revision = call.Text("revision");
        if (await content.GetAsync(call.Text("contentItemId"), VersionOptions.Latest, stop) is not { } item)
            return Otherwise(call, ContentPorts.Gone, "Ce contenu n’existe plus.");
        if (revision.Length > 0 && item.Revision != revision)
            return Otherwise(call, ContentPorts.Changed, "Ce contenu a été modifié depuis qu’il a été lu.");
        if (item.Published)
            return Published(item);
        // The name under a text is that of who wrote it, not of who let it pass.
        return await content.PublishAsync(item, new ContentAuthor(item.Owner, item.Author), stop) switch
        {
            ContentSaved.Done done => Published(done.Item),
            ContentSaved.Refused refused => Otherwise(call, ContentPorts.Refused, string.Join(' ', refused.Refusals)),
            _ => Otherwise(call, ContentPorts.Changed, "Ce contenu vient d’être modifié par une autre personne."),
        };
    }

    private ActivityResult Published(ContentItem item) =>
        ActivityResult.Done(outputs: new Dictionary<string, JsonNode?> { ["message"] = "", ["address"] = sections.AddressOf(item) });

    private static ActivityResult Otherwise(ActivityCall call, string port, string sentence)
    {
        var listed = call.Inputs.GetValueOrDefault("outcomes") switch
        {
            JsonArray ports => ports.Select(one => one?.ToString()),
            JsonValue ports => ports.ToString().Split(',', StringSplitOptions.TrimEntries),
            _ => [],
        };
        return listed.Contains(port)
            ? ActivityResult.Done(port, new Dictionary<string, JsonNode?> { ["message"] = sentence })
            : ActivityResult.Refuse(sentence);
    }
}
