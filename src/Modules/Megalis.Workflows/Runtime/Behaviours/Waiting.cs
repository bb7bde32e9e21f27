using System.Text.Json.Nodes;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>Waits for an event of a name. Where the event itself began the instance, it has come already.</summary>
internal sealed class EventBehaviour : Behaviour
{
    /// <summary>The variable of the state that carries the event's payload into the activity that it began.</summary>
    public const string StartPayload = "$event";

    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        if (Began(run, node, out var payload))
        {
            Finish(run, execution, node, payload);
            return;
        }

        var name = node.Inputs.Required("eventName", run);
        run.WaitFor(execution, new Wait { Kind = WaitKinds.Event, Key = name }, name);
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload) => Finish(run, execution, NodeOf(run, execution), payload);

    /// <summary>Whether the instance began because what this activity waits for had come; said once.</summary>
    public static bool Began(Run run, FlowNode node, out JsonNode? payload)
    {
        payload = null;
        if (run.State.StartedAt != node.Id)
            return false;
        run.State.StartedAt = "";
        run.State.Variables.Remove(StartPayload, out payload);
        return true;
    }

    private static void Finish(Run run, Execution execution, FlowNode node, JsonNode? payload)
    {
        Set(run, node, "result", payload);
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>Tells every instance that waits for an event of this name; none need be there yet.</summary>
internal sealed class PublishEventBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var inputs = NodeOf(run, execution).Inputs;
        var payload = inputs.Evaluate("payload", run);
        if (!StoredJson.Fits(payload))
            throw new ActivityFailedException($"Ce que l'événement porte a plus de {StoredJson.Depth} niveaux.");
        run.Announce(new EventAnnounced(inputs.Required("eventName", run), inputs.Text("correlationId", run), payload?.DeepClone(), run.KeyOf(execution)));
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>Asks another module to do something, and waits until it says that it is done.</summary>
internal sealed class RunTaskBehaviour : Behaviour
{
    public override void Begin(Run run, Execution execution)
    {
        var inputs = NodeOf(run, execution).Inputs;
        var request = new WorkRequest(inputs.Required("taskName", run), inputs.Evaluate("payload", run)?.DeepClone());
        run.WaitFor(execution, new Wait { Kind = WaitKinds.Work, Request = request }, request.Name);
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        Set(run, NodeOf(run, execution), "result", payload);
        run.Complete(execution, Outcomes.Done);
    }
}

/// <summary>Waits for an instant. One that has passed, or that began the instance, is no wait.</summary>
internal sealed class TimerBehaviour(Func<FlowNode, Run, DateTimeOffset> due) : Behaviour
{
    public static Func<FlowNode, Run, DateTimeOffset> AfterSpan(string input) => (node, run) => node.Inputs.After(input, run);

    public static Func<FlowNode, Run, DateTimeOffset> AtDate(string input) => (node, run) => node.Inputs.Instant(input, run);

    public static Func<FlowNode, Run, DateTimeOffset> AtNext(string input) => (node, run) =>
        CronCalendar.Next(node.Inputs.Required(input, run), run.Facts.Now) ?? throw new ActivityFailedException("Ce calendrier ne désigne aucune date à venir.");

    public override void Begin(Run run, Execution execution)
    {
        var node = NodeOf(run, execution);
        if (EventBehaviour.Began(run, node, out _) || due(node, run) is var at && at <= run.Facts.Now)
            run.Complete(execution, Outcomes.Done);
        else
            run.WaitFor(execution, new Wait { Kind = WaitKinds.Timer, Due = at }, at.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload) => run.Complete(execution, Outcomes.Done);
}

/// <summary>Waits for a person. Their choice is the outcome.</summary>
internal sealed class UserTaskBehaviour : Behaviour
{
    private static readonly IReadOnlyList<string> Simple = [Outcomes.Done];

    public override void Begin(Run run, Execution execution)
    {
        var inputs = NodeOf(run, execution).Inputs;
        var request = new TaskRequest(
            inputs.Required("title", run), inputs.Text("instructions", run), inputs.Text("link", run),
            inputs.Text("assignee", run), inputs.Text("role", run), inputs.Text("group", run),
            OutcomesOf(NodeOf(run, execution), run), inputs.Texts("reasonFor", run), inputs.Has("dueIn") ? inputs.After("dueIn", run) : null);
        if (request.AccountId.Length + request.Role.Length + request.Group.Length == 0)
            throw new ActivityFailedException("La tâche n'est à personne : ni compte, ni rôle, ni groupe.");
        run.WaitFor(execution, new Wait { Kind = WaitKinds.Task, Due = request.Due, Request = request }, request.Title);
    }

    public override void Resume(Run run, Execution execution, Wait wait, JsonNode? payload)
    {
        var node = NodeOf(run, execution);
        var outcome = FlowInputs.AsText(payload?["outcome"]);
        if (!OutcomesOf(node, run).Contains(outcome))
        {
            // The version that the instance was moved to asks something else: so does a new task.
            run.Note("note", execution, $"La réponse « {outcome} » n'est pas l'une des issues de cette étape : la tâche est proposée de nouveau.");
            run.Cancel(execution);
            run.Schedule(node, execution.Parent);
            return;
        }

        Set(run, node, "outcome", outcome);
        Set(run, node, "comment", FlowInputs.AsText(payload?["comment"]));
        Set(run, node, "completedBy", FlowInputs.AsText(payload?["by"]));
        run.Complete(execution, outcome);
    }

    private static IReadOnlyList<string> OutcomesOf(FlowNode node, Run run) => node.Inputs.Texts("outcomes", run) is { Count: > 0 } outcomes ? outcomes : Simple;
}
