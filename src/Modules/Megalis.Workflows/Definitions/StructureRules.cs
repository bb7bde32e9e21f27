namespace Megalis.Workflows.Definitions;

/// <summary>Whether a definition is a graph of known activities: types, ids, connections, ports, starts, modes of joins.</summary>
internal sealed class StructureRules
{
    private readonly ActivityTypes _types;
    private readonly List<Finding> _findings = [];

    private StructureRules(ActivityTypes types) => _types = types;

    public static IReadOnlyList<Finding> Check(WorkflowDefinition definition, ActivityTypes types)
    {
        var rules = new StructureRules(types);
        rules.CheckIds(definition);
        rules.CheckActivity(definition.Root, "");
        return rules._findings;
    }

    /// <summary>With such a finding nothing can be said about tokens.</summary>
    public static bool BreaksTheGraph(string code) => code is FindingCodes.UnknownActivity or FindingCodes.DuplicateId
        or FindingCodes.DanglingConnection or FindingCodes.NoStart or FindingCodes.JoinMode or FindingCodes.UnknownPort;

    private void Add(string code, string activity, string message) => _findings.Add(new Finding(code, activity, message));

    private void CheckIds(WorkflowDefinition definition)
    {
        var ids = definition.Activities.GroupBy(activity => activity.Id).ToList();
        foreach (var twice in ids.Where(group => group.Skip(1).Any()))
            Add(FindingCodes.DuplicateId, twice.Key, $"{twice.Count()} activités ont l’identifiant « {twice.Key} ».");
        var known = ids.Select(group => group.Key).ToHashSet();
        foreach (var activity in definition.Activities.Where(activity => activity.CompensatedBy.Length > 0 && !known.Contains(activity.CompensatedBy)))
            Add(FindingCodes.DanglingConnection, activity.Id, $"« {activity.Id} » est annulée par « {activity.CompensatedBy} », qui n’existe pas.");
        foreach (var twice in definition.Activities.SelectMany(activity => activity.Variables).Concat(definition.Variables)
            .GroupBy(variable => variable.Name).Where(group => group.DistinctBy(variable => variable.Id).Skip(1).Any()))
            Add(FindingCodes.DuplicateId, "", $"Deux variables s’appellent « {twice.Key} ».");
    }

    private void CheckActivity(Activity activity, string above)
    {
        var path = above.Length == 0 ? activity.Id : $"{above}:{activity.Id}";
        if (_types.Find(activity.Type) is not { } type)
            Add(FindingCodes.UnknownActivity, activity.Id, $"Le type d’activité « {activity.Type} » n’est pas connu ici ({path}).");
        else
            CheckKnown(activity, type);
        foreach (var inner in activity.Children.Concat(activity.Branches.Values))
            CheckActivity(inner, path);
    }

    private void CheckKnown(Activity activity, ActivityType type)
    {
        if (type.Shape == ActivityShape.Flowchart)
            CheckFlowchart(activity);
        else if (activity.Connections.Count > 0)
            Add(FindingCodes.DanglingConnection, activity.Id, $"« {activity.Id} » a des connexions et n’est pas un organigramme.");
        if (type.Shape == ActivityShape.Join && JoinModes.Of(activity) is null)
            Add(FindingCodes.JoinMode, activity.Id, JoinSentence(activity));
        if (activity.MergeMode.Length > 0)
            CheckMergeMode(activity, type);
        if (activity.Type == BuiltInActivities.UserTask)
            CheckReasons(activity, type);
        var misplaced = type.Shape is not (ActivityShape.Flowchart or ActivityShape.Sequence) && activity.Children.Count > 0
            || (type.Shape != ActivityShape.If && activity.Branches.Count > 0);
        if (misplaced)
            Add(FindingCodes.WrongShape, activity.Id, $"« {activity.Id} » contient des activités que son type « {activity.Type} » n’exécute pas.");
    }

    private static string JoinSentence(Activity join) => join.Inputs.GetValueOrDefault("mode")?.Expression.Text is { Length: > 0 } mode
        ? $"Le rendez-vous « {join.Id} » a le mode « {mode} », qui n’existe pas ici : {string.Join(", ", JoinModes.Known)}."
        : $"Le rendez-vous « {join.Id} » ne dit pas son mode : {string.Join(", ", JoinModes.Known)}.";

    private void CheckMergeMode(Activity activity, ActivityType type)
    {
        var same = JoinModes.SameAs(activity.MergeMode);
        if (type.Shape == ActivityShape.Join ? same is not null && same == JoinModes.Of(activity) : activity.MergeMode == JoinModes.Cascade)
            return;
        Add(FindingCodes.MergeMode, activity.Id, same is null
            ? $"« {activity.Id} » réunit ses branches en « {activity.MergeMode} », qui n’a pas de sens ici : mettez un FlowJoin avec son mode."
            : $"« {activity.Id} » réunit ses branches en « {activity.MergeMode} » : mettez devant elle un FlowJoin en mode « {same} ».");
    }

    /// <summary>A reason is asked for an answer that can be given. What is computed is known only when it runs.</summary>
    private void CheckReasons(Activity task, ActivityType type)
    {
        if (ActivityPorts.Listed(task, "reasonFor") is not { } asked || (task.Inputs.ContainsKey("outcomes") && ActivityPorts.Listed(task, "outcomes") is null))
            return;
        var outcomes = ActivityPorts.Of(task, type);
        foreach (var unknown in asked.Where(one => !outcomes.Contains(one)))
            Add(FindingCodes.WrongValue, task.Id, $"« {task.Id} » veut un motif pour « {unknown} », qui n’est pas une de ses réponses : {string.Join(", ", outcomes.Select(one => $"« {one} »"))}.");
    }

    private void CheckFlowchart(Activity flowchart)
    {
        var children = flowchart.Children.DistinctBy(child => child.Id).ToDictionary(child => child.Id);
        foreach (var connection in flowchart.Connections)
        {
            foreach (var end in (Endpoint[])[connection.Source, connection.Target])
                if (!children.ContainsKey(end.Activity))
                    Add(FindingCodes.DanglingConnection, flowchart.Id, $"Une connexion de « {connection.Source.Activity} » vers « {connection.Target.Activity} » mène hors de l’organigramme « {flowchart.Id} » : « {end.Activity} » n’y est pas.");
            if (children.TryGetValue(connection.Source.Activity, out var source))
                CheckPort(source, connection);
        }

        if (children.Count > 0 && !children.ContainsKey(flowchart.Start))
            Add(FindingCodes.NoStart, flowchart.Id, flowchart.Start.Length > 0
                ? $"L’organigramme « {flowchart.Id} » commence par « {flowchart.Start} », qui n’y est pas."
                : $"L’organigramme « {flowchart.Id} » ne dit pas par quelle activité il commence (« start »).");
    }

    private void CheckPort(Activity source, Connection connection)
    {
        if (_types.Find(source.Type) is not { } type)
            return;
        // An outcome list that is computed is known only when it runs.
        var computed = type.Description.PortsFrom is { } input && source.Inputs.ContainsKey(input) && ActivityPorts.Listed(source, input) is null;
        var ports = ActivityPorts.Of(source, type);
        if (!computed && !ports.Contains(connection.Source.Port))
            Add(FindingCodes.UnknownPort, source.Id, ports.Count == 0
                ? $"Rien ne suit « {source.Id} » : une connexion en part vers « {connection.Target.Activity} »."
                : $"« {source.Id} » n’a pas d’issue « {connection.Source.Port} » ; elle a {string.Join(", ", ports.Select(port => $"« {port} »"))}.");
    }
}
