using Megalis.Kernel.Queue;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>An instance has something to do: activities that are ready, stimuli that came, a timer that is due.</summary>
/// <param name="InstanceId">26 characters.</param>
/// <param name="Timer">The execution whose timer is due; 0 for none.</param>
[QueueKind("workflows.step.v1", Lane.Steps, Label = "Étape d'un circuit")]
internal sealed record RunStep(string InstanceId, int Timer = 0);

/// <summary>An event is to be brought to all who wait for it.</summary>
[QueueKind("workflows.route.v1", Lane.Steps, Label = "Distribution d'un événement aux circuits")]
internal sealed record RouteEvent(string StimulusId);

/// <summary>An instance whose caller no longer waits for it is cancelled.</summary>
[QueueKind("workflows.cancel.v1", Lane.Steps, Label = "Annulation d'un circuit appelé")]
internal sealed record CancelInstance(string InstanceId);

/// <summary>A call that an activity makes to an outside line.</summary>
/// <param name="Line">Its name, see <c>IEffectLine</c>.</param>
/// <param name="Arguments">JSON.</param>
[QueueKind("workflows.call.v1", Lane.Outside, Label = "Appel extérieur d'un circuit")]
internal sealed record CallLine(string InstanceId, int Execution, string Line, string Arguments, int Round, bool Uncertain);

/// <summary>The same for mails, which have a lane of their own.</summary>
[QueueKind("workflows.mail.v1", Lane.Mail, Label = "Courriel d'un circuit")]
internal sealed record MailLineCall(CallLine Call);
