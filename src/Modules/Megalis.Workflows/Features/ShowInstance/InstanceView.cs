using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowPicture;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>All that the page of one instance says.</summary>
internal sealed class InstanceView
{
    public required InstanceRow Row { get; init; }
    public required InstanceState State { get; init; }
    public required string Circuit { get; init; }
    public required int Version { get; init; }

    /// <summary>Null when the version's text cannot be read.</summary>
    public WorkflowDefinition? Definition { get; init; }
    public PictureView? Picture { get; set; }

    /// <summary>Where it stands, in one sentence.</summary>
    public string Sentence { get; set; } = "";
    public IReadOnlyDictionary<string, string> People { get; set; } = new Dictionary<string, string>();
    public IReadOnlyList<IncidentRow> Incidents { get; set; } = [];
    public IReadOnlyList<TaskRow> Tasks { get; set; } = [];
    public IReadOnlyList<WaitLine> Waits { get; set; } = [];

    /// <summary>By the number of the execution that undid: the activity that was undone.</summary>
    public IReadOnlyDictionary<int, string> Undone { get; set; } = new Dictionary<int, string>();
    public IReadOnlyList<JournalStep> Journal { get; set; } = [];
    public int JournalTotal { get; set; }
    public IReadOnlyList<RelatedInstance> Related { get; set; } = [];
    public int RelatedTotal { get; set; }

    public IReadOnlyDictionary<string, string> ActivityNames { get; init; } = new Dictionary<string, string>();
    public bool IsOver => Row.EndedAt is not null;

    /// <summary>A step is due in the queue.</summary>
    public bool IsAtWork => !IsOver && State.Ready.Count > 0;

    /// <summary>An instance that came to its end stays there; one that failed or was cancelled may go on by a token.</summary>
    public bool MayMove => Row.Status != InstanceStatus.Finished;

    public IEnumerable<IncidentRow> Open => Incidents.Where(i => i.ResolvedAt is null);
    public IEnumerable<Variable> Variables => Definition is null ? [] : Definition.Variables.Concat(Definition.Activities.SelectMany(a => a.Variables)).DistinctBy(v => v.Name);

    /// <summary>Tokens that may be moved: those that contain no other.</summary>
    public IEnumerable<Execution> Tokens => State.Executions.Where(e => (e.Stuck || ActivityNames.ContainsKey(e.Activity)) && !State.Executions.Exists(child => child.Parent == e.Number));

    public IEnumerable<KeyValuePair<string, string>> Places => Definition is null
        ? []
        : ActivityNames.Where(a => Definition.Activities.FirstOrDefault(one => one.Id == a.Key) is { } activity && TokenPlaces.IsPlace(Definition, activity))
            .OrderBy(a => a.Value, StringComparer.CurrentCulture);

    public string NameOf(string activityId) => ActivityNames.GetValueOrDefault(activityId) is { } name ? name
        : activityId == "$undo" ? "Retour en arrière"
        : activityId == Definition?.Root.Id ? Circuit
        : activityId;

    public string PersonOf(string accountId) => People.GetValueOrDefault(accountId, accountId.Length == 0 ? "" : "Compte inconnu");

    /// <summary>Outcomes by which a token may leave an activity; those that lead somewhere when some do.</summary>
    public IReadOnlyList<string> OutcomesOf(string activityId) =>
        Definition?.Activities.SelectMany(a => a.Connections).Where(c => c.Source.Activity == activityId).Select(c => c.Source.Port).Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } ports
            ? ports
            : ["Done"];
}

/// <summary>Something that an instance waits for.</summary>
/// <param name="Activity">Its name.</param>
/// <param name="Text">« la réponse du rôle Rédaction ».</param>
/// <param name="Href">Where it is seen; null for nowhere.</param>
/// <param name="Stand">Of a call: where its row of the queue stands; null when it has none.</param>
internal sealed record WaitLine(string Activity, string Text, string? Href, DateTimeOffset Since, DateTimeOffset? Due, QueueStand? Stand = null, int Attempts = 0, string LastError = "");

/// <summary>One row of the step journal in words.</summary>
internal sealed record JournalStep(long Number, DateTimeOffset At, string Cause, string Person, IReadOnlyList<string> Lines);

/// <summary>An instance that called this one or that it began.</summary>
internal sealed record RelatedInstance(string Id, string Title, InstanceStatus Status, bool IsParent);
