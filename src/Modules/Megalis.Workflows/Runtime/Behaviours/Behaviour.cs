using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>What activities of one type do when a token reaches them, when something under them ends, and when what they wait for comes.</summary>
internal abstract class Behaviour
{
    private static readonly FrozenDictionary<string, Behaviour> All = new Dictionary<string, Behaviour>
    {
        [UndoBehaviour.Activity] = new UndoBehaviour(),
        ["Elsa.Flowchart"] = new FlowchartBehaviour(),
        ["Elsa.Sequence"] = new SequenceBehaviour(),
        ["Elsa.If"] = new IfBehaviour(),
        ["Elsa.FlowDecision"] = new DecisionBehaviour(),
        ["Elsa.FlowSwitch"] = new SwitchBehaviour(),
        ["Elsa.FlowFork"] = new ForkBehaviour(),
        ["Elsa.FlowJoin"] = new PassBehaviour(),
        ["Elsa.Start"] = new PassBehaviour(),
        ["Elsa.SetVariable"] = new SetVariableBehaviour(),
        ["Elsa.WriteLine"] = new WriteLineBehaviour(),
        ["Elsa.Correlate"] = new CorrelateBehaviour(),
        ["Elsa.Finish"] = new FinishBehaviour(),
        ["Elsa.End"] = new FinishBehaviour(),
        ["Elsa.Fault"] = new FaultBehaviour(),
        ["Elsa.Event"] = new EventBehaviour(),
        ["Elsa.PublishEvent"] = new PublishEventBehaviour(),
        ["Elsa.RunTask"] = new RunTaskBehaviour(),
        ["Elsa.Delay"] = new TimerBehaviour(TimerBehaviour.AfterSpan("timeSpan")),
        ["Elsa.StartAt"] = new TimerBehaviour(TimerBehaviour.AtDate("dateTime")),
        ["Elsa.Timer"] = new TimerBehaviour(TimerBehaviour.AfterSpan("interval")),
        ["Elsa.Cron"] = new TimerBehaviour(TimerBehaviour.AtNext("cronExpression")),
        ["Elsa.ExecuteWorkflow"] = new ExecuteWorkflowBehaviour(),
        ["Elsa.DispatchWorkflow"] = new DispatchWorkflowBehaviour(),
        ["Elsa.SendHttpRequest"] = new EffectBehaviour("http", ["url", "method", "content", "contentType", "requestHeaders", "expectedStatusCodes"]),
        ["Megalis.SendMail"] = new EffectBehaviour("mail", ["to", "subject", "body"]),
        ["Megalis.UserTask"] = new UserTaskBehaviour(),
    }.ToFrozenDictionary();

    public static bool Knows(string type) => All.ContainsKey(type);

    public static Behaviour Of(Execution execution, Run run)
    {
        var type = execution.Activity == UndoBehaviour.Activity ? UndoBehaviour.Activity : run.Graph.Find(execution.Activity)?.Type ?? "";
        return All.GetValueOrDefault(type) ?? ContributedBehaviour.Instance;
    }

    /// <summary>A token reached the activity.</summary>
    public virtual Task StartAsync(Run run, Execution execution, CancellationToken stop)
    {
        Begin(run, execution);
        return Task.CompletedTask;
    }

    public virtual void Begin(Run run, Execution execution) => throw new NotSupportedException();

    /// <summary>An activity directly under this one is done.</summary>
    public virtual void ChildDone(Run run, Execution execution, FlowNode child, IReadOnlyList<string> outcomes) => throw new NotSupportedException();

    /// <summary>What the activity waited for has come.</summary>
    public virtual void Resume(Run run, Execution execution, Wait wait, JsonNode? payload) => throw new NotSupportedException();

    protected static FlowNode NodeOf(Run run, Execution execution) =>
        run.Graph.Find(execution.Activity) ?? throw new ActivityFailedException($"L'activité « {execution.Activity} » n'existe pas dans cette version.");

    /// <summary>Puts an output of the activity into the variable that the definition names, if it names one.</summary>
    protected static void Set(Run run, FlowNode node, string output, JsonNode? value)
    {
        if (node.Inputs.Target(output) is { } variable)
            run.Assign(variable, value);
    }
}

/// <summary>The outcome of activities that have one only.</summary>
internal static class Outcomes
{
    public const string Done = "Done";
}
