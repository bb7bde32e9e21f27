using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Mail;

/// <summary>Hands mails to the SMTP server of <c>Megalis:Mail</c>, one connection each.</summary>
public sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider clock) : IMailer
{
    public async Task SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var composed = MailComposer.Compose(message, settings);
        using var client = Client(settings);
        // The client's own time-out does not hold for asynchronous sending.
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(settings.TimeoutSeconds), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await client.SendMailAsync(composed, stop.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MailFailedException($"The mail server did not finish within {settings.TimeoutSeconds} s.", isPermanent: false, error);
        }
        catch (SmtpException error)
        {
            throw new MailFailedException($"{(int)error.StatusCode} {error.Message} {error.InnerException?.Message}".TrimEnd(), IsPermanent(error), error);
        }
    }

    private static SmtpClient Client(MailOptions settings) => new(settings.Host, settings.Port)
    {
        EnableSsl = settings.UseTls,
        DeliveryFormat = SmtpDeliveryFormat.SevenBit,
        Credentials = settings.UserName is { Length: > 0 } user ? new NetworkCredential(user, settings.Password) : null,
    };

    /// <summary>Answers of the 550 family are about this mail; all else (busy, full, no connection, our own credentials) may be better later.</summary>
    private static bool IsPermanent(SmtpException error) => error.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath
        or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.TransactionFailed or SmtpStatusCode.ExceededStorageAllocation;
}
