using Megalis.Kernel.Workflows;

namespace Megalis.Workflows.Definitions;

/// <summary>The activity types that the engine itself runs, with Elsa's names where Elsa has them.</summary>
internal static class BuiltInActivities
{
    public const string Flowchart = "Elsa.Flowchart";
    public const string Sequence = "Elsa.Sequence";
    public const string If = "Elsa.If";
    public const string Fork = "Elsa.FlowFork";
    public const string Join = "Elsa.FlowJoin";
    public const string Decision = "Elsa.FlowDecision";
    public const string Switch = "Elsa.FlowSwitch";
    public const string UserTask = "Megalis.UserTask";

    public static IReadOnlyList<ActivityType> All { get; } =
    [
        new(new(Flowchart, "Organigramme"), ActivityShape.Flowchart),
        new(new(Sequence, "Suite d’étapes"), ActivityShape.Sequence),
        new(new(If, "Si") { Ports = ["Done", "True", "False"], Inputs = [new("condition", "Boolean", Required: true)] }, ActivityShape.If),
        new(new(Decision, "Décision") { Ports = ["True", "False"], Inputs = [new("condition", "Boolean", Required: true)] }, ActivityShape.Plain),
        new(new(Switch, "Aiguillage") { Inputs = [new("mode")] }, ActivityShape.Switch),
        new(new(Fork, "Branches parallèles") { PortsFrom = "branches", Inputs = [new("branches", "Object")] }, ActivityShape.Fork),
        new(new(Join, "Rendez-vous") { Inputs = [new("mode", Required: true)] }, ActivityShape.Join),
        Plain(new("Elsa.Start", "Début")),
        Plain(new("Elsa.SetVariable", "Affecter une variable") { Inputs = [new("variable", "Object", Required: true), new("value", "Object")] }),
        Plain(new("Elsa.Correlate", "Rattacher à un objet") { Inputs = [new("correlationId", Required: true)] }),
        Plain(new("Elsa.WriteLine", "Noter au journal") { Inputs = [new("text")] }),
        Plain(new("Elsa.PublishEvent", "Annoncer un événement") { Inputs = [new("eventName", Required: true), new("correlationId"), new("payload", "Object"), new("isLocalEvent", "Boolean")] }),
        Plain(new("Elsa.DispatchWorkflow", "Lancer un autre circuit") { Inputs = [new("workflowDefinitionId", Required: true), new("input", "Object"), new("correlationId")] }),
        Waiting(new("Elsa.Event", "Attendre un événement") { Inputs = [new("eventName", Required: true)], Outputs = ["result"] }),
        Waiting(new("Elsa.RunTask", "Confier un travail") { Inputs = [new("taskName", Required: true), new("payload", "Object")], Outputs = ["result"] }),
        Waiting(new("Elsa.Delay", "Attendre une durée") { Inputs = [new("timeSpan", "TimeSpan", Required: true)] }),
        Waiting(new("Elsa.Timer", "Minuterie") { Inputs = [new("interval", "TimeSpan", Required: true)] }),
        Waiting(new("Elsa.StartAt", "Attendre une date") { Inputs = [new("dateTime", "DateTime", Required: true)] }),
        Waiting(new("Elsa.Cron", "Attendre le calendrier") { Inputs = [new("cronExpression", Required: true)] }),
        Waiting(new("Elsa.ExecuteWorkflow", "Exécuter un autre circuit") { Inputs = [new("workflowDefinitionId", Required: true), new("input", "Object"), new("correlationId")], Outputs = ["result"] }),
        Waiting(new(UserTask, "Tâche d’une personne")
        {
            PortsFrom = "outcomes",
            Inputs =
            [
                new("title", Required: true), new("instructions"), new("link"), new("assignee"), new("role"), new("group"), new("outcomes", "Object"),
                new("reasonFor", "Object"), new("dueIn", "TimeSpan"),
            ],
            Outputs = ["outcome", "comment", "completedBy"],
        }),
        Outside(new("Elsa.SendHttpRequest", "Appeler une adresse")
        {
            Inputs = [new("url", Required: true), new("method"), new("content", "Object"), new("contentType"), new("requestHeaders", "Object"), new("expectedStatusCodes", "Object")],
            Outputs = ["result", "parsedContent", "statusCode"],
        }),
        Outside(new("Megalis.SendMail", "Envoyer un courriel") { Inputs = [new("to", Required: true), new("subject", Required: true), new("body", Required: true)], Outputs = ["result"] }),
        new(new("Elsa.Finish", "Fin") { Ports = [] }, ActivityShape.End),
        new(new("Elsa.End", "Fin") { Ports = [] }, ActivityShape.End),
        new(new("Elsa.Fault", "Échec") { Ports = [], Inputs = [new("code"), new("category"), new("faultType"), new("message"), new("compensate", "Boolean")] }, ActivityShape.End),
    ];

    private static ActivityType Plain(ActivityDescription description) => new(description, ActivityShape.Plain);

    private static ActivityType Waiting(ActivityDescription description) => new(description with { Nature = ActivityNature.Waits }, ActivityShape.Plain);

    private static ActivityType Outside(ActivityDescription description) => new(description with { Nature = ActivityNature.Outside }, ActivityShape.Plain);
}
