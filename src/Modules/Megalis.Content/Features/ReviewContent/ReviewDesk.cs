using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;

namespace Megalis.Content.Features.ReviewContent;

/// <summary>Where an item stands with those who approve it.</summary>
/// <param name="Since">When the open review began; null when none is open.</param>
/// <param name="With">At whom it is now, in words; empty when none is open, or between two steps.</param>
/// <param name="Mine">The open task that is this person's own: to correct. Null for none.</param>
/// <param name="Lines">What was asked and answered, the oldest first; also of reviews that are over.</param>
internal sealed record ReviewState(DateTimeOffset? Since, string With, TaskTrace? Mine, IReadOnlyList<ReviewLine> Lines)
{
    public bool IsOpen => Since is not null;

    /// <summary>The open task that this person may answer, theirs or their role's; null for none.</summary>
    public TaskTrace? Answerable { get; init; }
}

/// <param name="Who">A name.</param>
/// <param name="What">That they proposed it, or the answer they chose.</param>
/// <param name="Why">Their comment; may be empty.</param>
internal sealed record ReviewLine(DateTimeOffset At, string Who, string What, string Why);

/// <summary>
/// Reads where items stand with those who approve them, by the workflow that their type names
/// (<c>Settings.ReviewSettings.Workflow</c>).
/// </summary>
internal sealed class ReviewDesk(WorkflowEngine workflows, WorkflowTrail trail, Accounts accounts, CurrentUser user, TenantContext tenant)
{
    public const string Feature = "Megalis.Content.Review";

    /// <summary>The step by which a circuit of <c>ReviewSettings.Workflow</c> asks the author for a correction: the id of its activity.</summary>
    public const string Correction = "corriger";

    private static readonly string Corrected = Folded.Of("J’ai corrigé");

    /// <summary>The workflow by which items of the type are approved; empty when they need no approval here.</summary>
    public string WorkflowOf(ContentTypeDefinition type) =>
        tenant.Tenant.Has(Feature) && (type.Settings["ReviewSettings"] as JsonObject)?["Workflow"] is JsonValue name && name.TryGetValue<string>(out var id) ? id : "";

    /// <summary>Null when items of the type need no approval here.</summary>
    public async Task<ReviewState?> OfAsync(string itemId, ContentTypeDefinition type, CancellationToken stop)
    {
        if (WorkflowOf(type) is not { Length: > 0 } workflow)
            return null;
        var reviews = (await workflows.OfAsync(itemId, stop)).Where(one => one.DefinitionId == workflow).ToList();
        if (reviews.Count == 0)
            return new ReviewState(null, "", null, []);
        var traces = (await trail.OfAsync(itemId, stop)).Where(one => reviews.Exists(review => review.InstanceId == one.InstanceId)).ToList();
        var names = await NamesAsync(reviews, traces, stop);
        var waits = traces.FindAll(one => one.IsOpen);
        var with = waits.Select(one => one.AccountId.Length > 0 ? names.GetValueOrDefault(one.AccountId, "") : Members.RoleLabel(one.Role)).Distinct();
        var roles = await user.RolesAsync(stop);
        return new ReviewState(
            reviews.Find(one => one.EndedAt is null)?.StartedAt, string.Join(", ", with), waits.Find(IsMine), Lines(reviews, traces, names))
        {
            Answerable = waits.Find(one => one.AccountId == user.AccountId || (one.AccountId.Length == 0 && roles.Contains(one.Role))),
        };
    }

    /// <summary>Whoever took the review for themselves has an open task too: to read, with other answers.</summary>
    private bool IsMine(TaskTrace task) => task.AccountId == user.AccountId && task.ActivityId == Correction && CorrectedOf(task.Outcomes) is not null;

    /// <summary>The outcome of that step by which the author sends the text back, with whichever apostrophe the circuit writes it; null when there is none.</summary>
    public static string? CorrectedOf(IEnumerable<string> outcomes) => outcomes.FirstOrDefault(outcome => Folded.Of(outcome) == Corrected);

    private async Task<Dictionary<string, string>> NamesAsync(List<WorkflowCard> reviews, List<TaskTrace> traces, CancellationToken stop)
    {
        var ids = reviews.Select(one => one.StartedBy).Concat(traces.SelectMany(one => (string[])[one.AccountId, one.EndedBy])).Where(id => id.Length > 0).Distinct();
        return (await accounts.FindAsync([.. ids], stop)).ToDictionary(one => one.Key, one => one.Value.DisplayName);
    }

    private static List<ReviewLine> Lines(List<WorkflowCard> reviews, List<TaskTrace> traces, Dictionary<string, string> names) =>
    [
        .. reviews.Select(one => new ReviewLine(one.StartedAt, names.GetValueOrDefault(one.StartedBy, ""), Proposed, ""))
            .Concat(traces.Where(one => one.EndedAt is not null).Select(one => new ReviewLine(one.EndedAt!.Value, names.GetValueOrDefault(one.EndedBy, ""), one.Outcome, one.Comment)))
            .OrderBy(line => line.At),
    ];

    private const string Proposed = "Proposition à la relecture";
}
