using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Behaviours;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>Why an instance cannot move to another version: a token, or what is remembered for one, has no place there.</summary>
/// <param name="ActivityId">In the version that it stands on; empty when it is the new version that will not do.</param>
/// <param name="Message">French, for the operator.</param>
internal sealed record MigrationObstacle(string ActivityId, string Message);

/// <summary>
/// Moves a state from one version to another by a map of activity ids (those that the map does not name keep theirs).
/// Pure: a dry run is the same, thrown away.
/// </summary>
internal sealed class MigrationPlan(FlowGraph from, FlowGraph to, IReadOnlyDictionary<string, string> map)
{
    private readonly List<MigrationObstacle> _obstacles = [];

    /// <summary>Changes the state; what stands in the way is told, and then nothing of the state is to be used.</summary>
    public IReadOnlyList<MigrationObstacle> Apply(InstanceState state)
    {
        _obstacles.AddRange(new MovedJoins(from, to, Target).Check(state));
        foreach (var execution in state.Executions.Where(e => e.Activity != UndoBehaviour.Activity))
            Move(state, execution);
        state.Undoables = [.. state.Undoables.Select(Move)];
        state.StartedAt = state.StartedAt.Length > 0 ? Target(state.StartedAt) : "";
        foreach (var variable in to.Variables)
            state.Variables.TryAdd(variable.Name, variable.Initial?.DeepClone());
        return _obstacles;
    }

    private string Target(string activityId) => map.GetValueOrDefault(activityId, activityId);

    private void Move(InstanceState state, Execution execution)
    {
        var id = Target(execution.Activity);
        if (to.Find(id) is not { } node)
        {
            Refuse(execution.Activity, $"Le parcours s'y trouve, et la nouvelle version n'a pas d'étape « {id} ».");
            return;
        }

        if (from.Find(execution.Activity) is { } old && old.Type != node.Type)
            Refuse(execution.Activity, $"Le parcours s'y trouve, et « {id} » est d'un autre type ({node.Type}).");
        var parent = state.Find(execution.Parent)?.Activity;
        if (parent != UndoBehaviour.Activity && (parent is null ? "" : Already(state, execution.Parent)) != (node.Parent?.Id ?? ""))
            Refuse(execution.Activity, $"Le parcours s'y trouve, et « {id} » est dans un autre cadre.");
        if (Lost(state, execution, node) is { } answer)
            Refuse(execution.Activity, $"La réponse « {answer} » qu'on peut y donner ne mène nulle part dans la nouvelle version.");
        execution.Activity = id;
        if (execution.Data?["joins"] is JsonObject joins)
            execution.Data["joins"] = Moved(joins);
    }

    /// <summary>An outcome that a token may still leave by and that the new version does not know: it would end there without a word.</summary>
    private string? Lost(InstanceState state, Execution execution, FlowNode node)
    {
        if (from.Find(execution.Activity) is not { } old)
            return null;
        var possible = old.Type == BuiltInActivities.UserTask ? Answers(old, state) : [.. old.Out.Select(edge => edge.Port)];
        // A step after which nothing comes is an end, and what has one way out may end there.
        return node.Out.Count == 0 && possible.Count <= 1 ? null : possible.FirstOrDefault(port => node.Parent?.Type == BuiltInActivities.Flowchart && !node.Out.Exists(edge => edge.Port == port));
    }

    private List<string> Answers(FlowNode task, InstanceState state)
    {
        try
        {
            var answers = task.Inputs.Texts("outcomes", new Run(from, state, new RunFacts("", DateTimeOffset.UnixEpoch, null), ""));
            return answers.Count > 0 ? [.. answers] : [Outcomes.Done];
        }
        catch (ActivityFailedException)
        {
            return [.. task.Out.Select(edge => edge.Port)];
        }
    }

    /// <summary>Executions stand in the order of their numbers, containers first: a parent has been moved before.</summary>
    private static string Already(InstanceState state, int number) => state.Find(number)!.Activity;

    private JsonObject Moved(JsonObject joins)
    {
        var moved = new JsonObject();
        foreach (var (joinId, tokens) in joins)
        {
            if (moved.ContainsKey(Target(joinId)))
                Refuse(joinId, $"Des branches y attendent, et d'autres à un rendez-vous qui deviendrait « {Target(joinId)} » lui aussi.");
            var arrived = new JsonObject();
            moved[Target(joinId)] = arrived;
            foreach (var (key, count) in tokens!.AsObject())
            {
                var (source, port) = (key[..key.LastIndexOf(':')], key[(key.LastIndexOf(':') + 1)..]);
                if (to.Find(Target(joinId))?.In.Exists(edge => edge.From.Id == Target(source) && edge.Port == port) != true)
                    Refuse(joinId, $"Une branche venue de « {source} » y attend les autres ; la nouvelle version n'a pas cette liaison.");
                arrived[$"{Target(source)}:{port}"] = count!.DeepClone();
            }
        }

        return moved;
    }

    private Undoable Move(Undoable undoable)
    {
        var moved = undoable with { Activity = Target(undoable.Activity), By = Target(undoable.By) };
        if (to.Find(moved.By) is null)
            Refuse(undoable.Activity, $"Elle est faite et se défait par « {moved.By} », que la nouvelle version n'a pas.");
        return moved;
    }

    private void Refuse(string activityId, string message) => _obstacles.Add(new MigrationObstacle(activityId, message));
}
