using System.Net.Mail;
using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Mail;

/// <summary>A mail to one person, as plain data: it lies in the queue until it is sent.</summary>
/// <param name="To">One address, with or without a name: « Marie Le Goff &lt;marie@kerlann.example&gt; ».</param>
/// <param name="Subject">One line; any characters but control characters.</param>
/// <param name="Text">The text that everybody can read.</param>
public sealed partial record MailMessage(string To, string Subject, string Text)
{
    /// <summary>UTF-16 units of a subject; mail programs show far less.</summary>
    public const int LongestSubject = 200;

    /// <summary>The same as HTML, already safe; null for text alone.</summary>
    public string? Html { get; init; }

    /// <summary>More headers, such as In-Reply-To. Those that decide on recipient, sender and form are refused.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An https address that stops such mails on a POST, without signing in (RFC 8058); null for mails nobody can refuse, as a receipt.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>
    /// Letters, digits, « - » and « . »: the left part of Message-ID. The same id on every attempt lets the reader's side see one mail
    /// when the queue had to send twice. Null: one is drawn.
    /// </summary>
    public string? MessageId { get; init; }

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>What people typed, as a subject (<see cref="OneLine"/>); the outbox does it to every mail.</summary>
    public static string SubjectOf(string text) => OneLine.Of(text, LongestSubject);

    /// <summary>Whether this may stand in <see cref="To"/>: for addresses that were stored before anything checked them.</summary>
    public static bool IsAddress(string? address) => address is not null && IsLine(address) && ReadAddress(address) is not null;

    /// <summary>Throws <see cref="ArgumentException"/> when a part could become a header of its own or a second recipient. Both adapters ask this first.</summary>
    public void Validate()
    {
        RequireAddress(To, nameof(To));
        RequireLine(Subject, nameof(Subject));
        ArgumentNullException.ThrowIfNull(Text);
        foreach (var (name, value) in Headers)
            RequireHeader(name, value);
        foreach (var attachment in Attachments)
            RequireLine(attachment.Name, "name of an attachment");
        if (MessageId is not null && (MessageId.Length is 0 or > 100 || MessageId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))))
            throw new ArgumentException("A message id holds letters, digits, dashes and dots.");
        if (UnsubscribeUrl is not null && !IsPlainUrl(UnsubscribeUrl))
            throw new ArgumentException("The address to unsubscribe is one absolute http or https URL.");
    }

    internal static MailAddress RequireAddress(string address, string what)
    {
        RequireLine(address, what);
        return ReadAddress(address) ?? throw new ArgumentException($"{what} is no mail address of one person.");
    }

    private static MailAddress? ReadAddress(string address)
    {
        // The framework reads « a@x, b@y » as the address b@y of somebody called « a@x, ».
        var bare = QuotedName().Replace(address, "");
        return MailAddress.TryCreate(address, out var parsed) && bare.Count(c => c == '@') == 1 && bare.IndexOfAny([',', ';']) < 0 ? parsed : null;
    }

    private static void RequireHeader(string name, string value)
    {
        if (name.Length is 0 or > 60 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            throw new ArgumentException("The name of a header holds letters, digits and dashes.");
        if (Reserved.Contains(name)) throw new ArgumentException($"The header {name} is not the writer's to set.");
        RequireLine(value, name);
    }

    private static void RequireLine(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text, what);
        if (!IsLine(text)) throw new ArgumentException($"{what} is not one line of a mail.");
    }

    private static bool IsLine(string text) => text.Length <= 998 && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');

    private static bool IsPlainUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && url.All(c => char.IsAscii(c) && c is > ' ' and not ('<' or '>' or '\u007f'));

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex QuotedName();

    private static readonly HashSet<string> Reserved = new(
        ["To", "Cc", "Bcc", "From", "Sender", "Reply-To", "Return-Path", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
            "Content-Disposition", "List-Unsubscribe", "List-Unsubscribe-Post", "Received", "DKIM-Signature", "X-Sender", "X-Receiver"],
        StringComparer.OrdinalIgnoreCase);
}

/// <summary>A file that goes with a mail.</summary>
/// <param name="Name">As the reader sees it.</param>
/// <param name="ContentType">« application/pdf », « text/calendar; method=REQUEST ».</param>
/// <param name="Content">The bytes.</param>
public sealed record MailAttachment(string Name, string ContentType, byte[] Content);
