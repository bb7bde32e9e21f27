using Megalis.Kernel.Queue;

namespace Megalis.Workflows.Contracts;

/// <summary>An instance is over.</summary>
/// <param name="Status"><c>Finished</c>, <c>Cancelled</c> or <c>Faulted</c>.</param>
[QueueKind("workflows.ended.v1", Label = "Suites de la fin d'un circuit")]
public sealed record WorkflowEnded(string InstanceId, string DefinitionId, string CorrelationId, string Status);

/// <summary>A task lies in somebody's inbox. Who is asked what is read with <see cref="UserTasks"/>.</summary>
/// <param name="Move">How often it had changed hands before it lay there.</param>
[QueueKind("workflows.task-opened.v1", Label = "Suites d'une tâche confiée à quelqu'un")]
public sealed record UserTaskOpened(string TaskId, string InstanceId, int Move = 0);

/// <summary>An activity RunTask asks a module to do something. The module that knows <paramref name="Name"/> does it, then calls <see cref="WorkflowEngine.ReportWorkAsync"/>.</summary>
/// <param name="Payload">JSON.</param>
[QueueKind("workflows.work-requested.v1", Label = "Travail demandé par un circuit")]
public sealed record WorkRequested(string InstanceId, int Execution, string Name, string Payload, string CorrelationId);

/// <summary>An activity failed and waits for an operator.</summary>
[QueueKind("workflows.incident.v1", Label = "Signalement d'un incident de circuit")]
public sealed record WorkflowIncidentReported(string IncidentId, string InstanceId, string DefinitionId);
