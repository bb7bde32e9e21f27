using System.Text.Json.Nodes;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Security;
using Megalis.Kernel.Workflows;

namespace Megalis.Content.Features.RunActivities;

/// <summary>
/// Workflow activity: shows the newest version of an item to visitors. With a <c>revision</c>, that state alone: whoever
/// approved a text answers for what they read, and nobody slips another one under their yes. With <c>by</c>, an account, only
/// if that account may publish here now: a task can be handed to whoever works on the site. Ports beyond <c>Done</c> are
/// those that the definition lists in <c>outcomes</c>; what happens without a port of its own is an incident.
/// </summary>
internal sealed class PublishContent(ContentStore content, ContentSections sections, MemberRights rights) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.PublishContent", "Publier un contenu")
    {
        PortsFrom = "outcomes",
        Permission = ContentPermissions.PublishContent,
        Inputs = [new("contentItemId", Required: true), new("revision"), new("by"), new("outcomes", "Object")],
        Outputs = ["message", "address"],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var revision = call.Text("revision");
        if (await content.GetAsync(call.Text("contentItemId"), VersionOptions.Latest, stop) is not { } item)
            return Otherwise(call, ContentPorts.Gone, "Ce contenu n’existe plus.");
        if (revision.Length > 0 && item.Revision != revision)
            return Otherwise(call, ContentPorts.Changed, "Ce contenu a été modifié depuis qu’il a été lu.");
        if (call.Text("by") is { Length: > 0 } by && !await rights.MayAsync(by, ContentPermissions.PublishContent, stop))
            return NotAllowed(call);
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

    private static ActivityResult NotAllowed(ActivityCall call) =>
        Otherwise(call, Listed(call).Contains(ContentPorts.Forbidden) ? ContentPorts.Forbidden : ContentPorts.Refused, "La personne qui a répondu « Publier » n’a pas le droit de publier sur ce site : rien n’est publié.");

    private static ActivityResult Otherwise(ActivityCall call, string port, string sentence) =>
        Listed(call).Contains(port)
            ? ActivityResult.Done(port, new Dictionary<string, JsonNode?> { ["message"] = sentence })
            : ActivityResult.Refuse(sentence);

    private static IEnumerable<string?> Listed(ActivityCall call) =>
        call.Inputs.GetValueOrDefault("outcomes") switch
        {
            JsonArray ports => ports.Select(one => one?.ToString()),
            JsonValue ports => ports.ToString().Split(',', StringSplitOptions.TrimEntries),
            _ => [],
        };
}
