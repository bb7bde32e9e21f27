using System.Text.Json.Nodes;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Runtime.Graph;

namespace Megalis.Workflows.Runtime.Lines;

/// <summary>Megalis.SendMail: a mail to one person. Its Message-ID is made of the key, so that a repeat is shown once.</summary>
internal sealed class MailLine(IMailer mailer) : IEffectLine
{
    public const string LineName = "mail";

    public string Name => LineName;

    public async Task<JsonNode?> CallAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        try
        {
            var message = new MailMessage(Text(arguments, "to"), MailMessage.SubjectOf(Text(arguments, "subject")), Text(arguments, "body")) { MessageId = "circuit-" + key.Replace('/', '-') };
            message.Validate();
            await mailer.SendAsync(message, stop);
            return null;
        }
        catch (Exception error) when (error is MailFailedException { IsPermanent: true } or ArgumentException)
        {
            throw new NoRetryException(error.Message, error);
        }
        catch (MailFailedException error) when (error.IsNotSent)
        {
            throw new NotSentException(error.Message, error);
        }
    }

    /// <summary>No server tells; a mail that comes twice does less harm than one that never comes.</summary>
    public Task<(Reconciled Answer, JsonNode? Result)> ReconcileAsync(JsonObject arguments, string key, CancellationToken stop) =>
        Task.FromResult<(Reconciled, JsonNode?)>((Reconciled.NotDone, null));

    private static string Text(JsonObject arguments, string name) => FlowInputs.AsText(arguments[name]);
}
