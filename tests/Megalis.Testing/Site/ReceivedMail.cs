using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;

namespace Megalis.Testing;

/// <summary>A mail as its reader sees it: the drop folder's .eml (RFC 5322, MIME) decoded.</summary>
public sealed partial class ReceivedMail
{
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, byte[]> attachments = [];

    private ReceivedMail()
    {
    }

    /// <summary>The bare address.</summary>
    public string To => new MailAddress(headers["To"]).Address;

    public string Subject => headers["Subject"];

    /// <summary>The plain text part, line ends as LF.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The HTML part, or empty.</summary>
    public string Html { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>Attached files by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Attachments => attachments;

    /// <summary>The first address in the text: the link that the person is asked to follow.</summary>
    public Uri Link => Address().Match(Text) is { Success: true } match
        ? new Uri(match.Value.TrimEnd('.', ',', ')'))
        : throw new InvalidOperationException($"No link in this mail:\n{Text}");

    public override string ToString() => $"{To}: {Subject}\n{Text}";

    public static async Task<ReceivedMail> ReadAsync(string file)
    {
        // Latin-1 keeps every byte as one character, so that the structure is cut before anything is decoded.
        var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
        var mail = new ReceivedMail();
        foreach (var (name, value) in HeadersOf(text))
            mail.headers[name] = Decode(value);
        mail.Take(text);
        return mail;
    }

    private void Take(string entity)
    {
        var own = HeadersOf(entity);
        var body = entity[(entity.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var type = own.GetValueOrDefault("Content-Type", "text/plain");
        if (Boundary().Match(type) is { Success: true } boundary)
        {
            foreach (var part in body.Split("--" + boundary.Groups[1].Value)[1..].Where(part => !part.StartsWith("--", StringComparison.Ordinal)))
                Take(part[2..^2]);
            return;
        }

        var content = Transferred(body, own.GetValueOrDefault("Content-Transfer-Encoding"));
        var fileName = NameIn(own.GetValueOrDefault("Content-Disposition", "")) ?? NameIn(type);
        if (fileName is not null)
            attachments[fileName] = content;
        else if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
            Html = Encoding.UTF8.GetString(content);
        else
            Text = Encoding.UTF8.GetString(content).ReplaceLineEndings("\n").Trim();
    }

    private static Dictionary<string, string> HeadersOf(string entity)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var head = entity[..entity.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        foreach (var line in Folded().Replace(head, " ").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            found[line[..colon]] = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line[(colon + 1)..].Trim()));
        }

        return found;
    }

    private static string? NameIn(string header) => Name().Match(header) is { Success: true } match ? Decode(match.Groups[1].Value) : null;

    private static byte[] Transferred(string body, string? encoding) => encoding?.ToLowerInvariant() switch
    {
        "base64" => Convert.FromBase64String(body),
        "quoted-printable" => QuotedPrintable(SoftBreak().Replace(body, "")),
        _ => Encoding.Latin1.GetBytes(body),
    };

    private static byte[] QuotedPrintable(string text) =>
        Encoding.Latin1.GetBytes(Escape().Replace(text, match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString()));

    /// <summary>Encoded words (RFC 2047), neighbours joined.</summary>
    private static string Decode(string value) => EncodedWord().Replace(BetweenWords().Replace(value, "?==?"), match =>
        Encoding.GetEncoding(match.Groups[1].Value).GetString(match.Groups[2].Value is "B" or "b"
            ? Convert.FromBase64String(match.Groups[3].Value)
            : QuotedPrintable(match.Groups[3].Value.Replace('_', ' '))));

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"=\?([^?]+)\?([BbQq])\?([^?]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex("boundary=\"?([^\";]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex("=([0-9A-Fa-f]{2})")]
    private static partial Regex Escape();

    [GeneratedRegex("name=\"?([^\";]+)")]
    private static partial Regex Name();

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Address();
}
