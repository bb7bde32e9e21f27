using Megalis.Kernel.Workflows;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Picture;

/// <summary>Which element of BPMN 2.0 an activity is drawn as.</summary>
internal static class ShapeKinds
{
    public static readonly ShapeKind Process = new("process");
    public static readonly ShapeKind Start = new("startEvent");
    public static readonly ShapeKind Choice = new("exclusiveGateway");

    private static readonly ShapeKind Timer = new("intermediateCatchEvent", "timer");
    private static readonly ShapeKind Terminate = new("endEvent", "terminate");

    private static readonly Dictionary<string, ShapeKind> ByType = new()
    {
        ["Megalis.UserTask"] = new("userTask"),
        ["Megalis.SendMail"] = new("serviceTask"),
        ["Elsa.SendHttpRequest"] = new("serviceTask"),
        ["Elsa.RunTask"] = new("serviceTask"),
        ["Elsa.FlowDecision"] = Choice,
        ["Elsa.FlowSwitch"] = Choice,
        ["Elsa.If"] = Choice,
        ["Elsa.FlowFork"] = new("parallelGateway"),
        ["Elsa.Delay"] = Timer,
        ["Elsa.StartAt"] = Timer,
        ["Elsa.Timer"] = Timer,
        ["Elsa.Cron"] = Timer,
        ["Elsa.Event"] = new("intermediateCatchEvent", "message"),
        ["Elsa.PublishEvent"] = new("intermediateThrowEvent", "message"),
        ["Elsa.Finish"] = Terminate,
        ["Elsa.End"] = Terminate,
        ["Elsa.Fault"] = new("endEvent", "error"),
        ["Elsa.ExecuteWorkflow"] = new("callActivity"),
        ["Elsa.DispatchWorkflow"] = new("sendTask"),
        ["Elsa.SetVariable"] = new("scriptTask"),
        ["Elsa.Correlate"] = new("scriptTask"),
        ["Elsa.WriteLine"] = new("task"),
    };

    public static bool IsContainer(Activity activity) =>
        activity.Children.Count + activity.Branches.Count > 0 || activity.Type is BuiltInActivities.Flowchart or BuiltInActivities.Sequence;

    /// <param name="isEntry">Its container begins here, and nothing leads back to it.</param>
    public static ShapeKind Of(Activity activity, ActivityType? type, bool isEntry)
    {
        if (IsContainer(activity))
            return new ShapeKind("subProcess");
        if (isEntry && activity.Type == "Elsa.Start")
            return Start;
        if (isEntry && activity is { Type: "Elsa.Event", CanStart: true })
            return new ShapeKind("startEvent", "message");
        if (activity.Type == BuiltInActivities.Join)
            return OfJoin(activity);
        return ByType.GetValueOrDefault(activity.Type) ?? new ShapeKind(type?.Description.Nature switch
        {
            ActivityNature.Outside => "serviceTask",
            ActivityNature.Waits => "receiveTask",
            _ => "task",
        });
    }

    /// <summary>The first of several tokens goes on and the others are taken away: BPMN says that with a complex gateway.</summary>
    private static ShapeKind OfJoin(Activity activity) => new(activity.Inputs.GetValueOrDefault("mode")?.Expression.Text switch
    {
        "WaitAny" => "complexGateway",
        "WaitAllActive" => "inclusiveGateway",
        _ => "parallelGateway",
    });
}
