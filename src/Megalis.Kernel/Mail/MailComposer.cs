using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Mail;

/// <summary>Turns our plain mail into the framework's, the same for both adapters.</summary>
internal static class MailComposer
{
    public static System.Net.Mail.MailMessage Compose(MailMessage message, MailOptions options)
    {
        message.Validate();
        var from = MailMessage.RequireAddress(options.From, "Megalis:Mail:From");
        var composed = new System.Net.Mail.MailMessage
        {
            From = from,
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Body = message.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        composed.To.Add(new MailAddress(MailMessage.RequireAddress(message.To, nameof(message.To)).Address, MailMessage.RequireAddress(message.To, "").DisplayName, Encoding.UTF8));
        composed.Headers.Add("Message-ID", $"<{message.MessageId ?? Ids.Random()}@{from.Host}>");
        AddHeaders(composed, message);
        AddParts(composed, message);
        return composed;
    }

    private static void AddHeaders(System.Net.Mail.MailMessage composed, MailMessage message)
    {
        // RFC 3834: what answers by itself, an absence or another desk, must not answer this.
        if (!message.Headers.ContainsKey("Auto-Submitted")) composed.Headers.Add("Auto-Submitted", "auto-generated");
        foreach (var (name, value) in message.Headers)
            composed.Headers.Add(name, value);
        if (message.UnsubscribeUrl is null) return;
        composed.Headers.Add("List-Unsubscribe", $"<{message.UnsubscribeUrl}>");
        composed.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }

    private static void AddParts(System.Net.Mail.MailMessage composed, MailMessage message)
    {
        if (message.Html is not null)
        {
            var html = AlternateView.CreateAlternateViewFromString(message.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
            html.TransferEncoding = TransferEncoding.QuotedPrintable;
            composed.AlternateViews.Add(html);
        }
        foreach (var file in message.Attachments)
        {
            var attachment = new Attachment(new MemoryStream(file.Content), new ContentType(file.ContentType)) { Name = file.Name, NameEncoding = Encoding.UTF8, TransferEncoding = TransferEncoding.Base64 };
            composed.Attachments.Add(attachment);
        }
    }
}
