using System.Net.Mail;
using System.Net.Sockets;

namespace Megalis.Kernel.Mail;

/// <summary>The outside line of mails. Code that has a mail to send puts it in the queue; only the queue's worker calls this.</summary>
public interface IMailer
{
    /// <summary>
    /// Returns when the other side has taken the mail. <see cref="ArgumentException"/> when the mail itself is wrong,
    /// <see cref="MailFailedException"/> when it was not taken.
    /// </summary>
    Task SendAsync(MailMessage message, CancellationToken cancellationToken);
}

/// <summary>A mail was not taken.</summary>
/// <param name="message">What the server said, for the operator.</param>
/// <param name="isPermanent">True when trying again cannot help: the address does not exist, the mail is refused.</param>
/// <param name="inner">What the client threw.</param>
public sealed class MailFailedException(string message, bool isPermanent, Exception inner) : Exception(message, inner)
{
    public bool IsPermanent => isPermanent;

    /// <summary>The server was not reached, or said no by a code of its own: the mail surely did not leave. Else its answer was lost.</summary>
    public bool IsNotSent => InnerException is SmtpException error && (error.StatusCode != SmtpStatusCode.GeneralFailure || error.InnerException is SocketException);
}
