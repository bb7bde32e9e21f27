using Megalis.Kernel.Queue;

namespace Megalis.Kernel.Mail;

/// <summary>A mail in the queue: it leaves after the commit of the change it tells of, from its own lane.</summary>
[QueueKind("mail.v1", Lane.Mail, Label = "Envoi d'un courriel")]
public sealed record SendMail(MailMessage Message) : IQueueSubject
{
    /// <summary>Not to whom: who withdrew a DCE or asked is for the buyer's screens to say.</summary>
    string IQueueSubject.Subject => Message.Subject;
}

/// <summary>How all code sends mails: rows of the queue, in the transaction of the change at hand.</summary>
public sealed class MailOutbox
{
    private readonly Outbox _outbox;

    internal MailOutbox(Outbox outbox) => _outbox = outbox;

    /// <summary>Adds a mail; the caller's SaveChanges stores it. Its subject may hold what people typed: it becomes one line.</summary>
    /// <param name="message">To one person.</param>
    /// <param name="due">Not before this instant; at once when null.</param>
    /// <exception cref="ArgumentException">Another part could become a header or a second recipient.</exception>
    public void Send(MailMessage message, DateTimeOffset? due = null) => _outbox.Add(new SendMail(Checked(message)), due);

    /// <summary>
    /// Adds a mail whose mere presence says too much, as one to who handed a pli in: « À reprendre » has one
    /// line for all of them, on the portal (<see cref="QueueKindAttribute.Discreet"/>). Otherwise as <see cref="Send"/>.
    /// </summary>
    /// <param name="message">To one person.</param>
    /// <exception cref="ArgumentException">A part could become a header or a second recipient.</exception>
    public void SendDiscreetly(MailMessage message) => _outbox.Add(new SendDiscreetMail(Checked(message)));

    private static MailMessage Checked(MailMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sent = message with { Subject = MailMessage.SubjectOf(message.Subject) };
        sent.Validate();
        return sent;
    }
}

/// <summary>A mail of which the queue tells nobody but the portal.</summary>
[QueueKind("mail.discreet.v1", Lane.Mail, Label = "Envoi d'un courriel", Discreet = true)]
internal sealed record SendDiscreetMail(MailMessage Message);

/// <summary>Hands a mail to the mailer. The same message id at every attempt: a reader's program shows a repeat once.</summary>
internal sealed class SendMailCall(IMailer mailer) : IOutsideCall<SendMail>, IOutsideCall<SendDiscreetMail>
{
    public Task CallAsync(SendMail payload, string key, CancellationToken stop) => CallAsync(payload.Message, key, stop);

    public Task CallAsync(SendDiscreetMail payload, string key, CancellationToken stop) => CallAsync(payload.Message, key, stop);

    private async Task CallAsync(MailMessage message, string key, CancellationToken stop)
    {
        var id = string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
        try
        {
            await mailer.SendAsync(message.MessageId is null ? message with { MessageId = id[Math.Max(0, id.Length - 100)..] } : message, stop);
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
    public Task<Reconciled> ReconcileAsync(SendMail payload, string key, CancellationToken stop) => Task.FromResult(Reconciled.NotDone);

    public Task<Reconciled> ReconcileAsync(SendDiscreetMail payload, string key, CancellationToken stop) => Task.FromResult(Reconciled.NotDone);
}
