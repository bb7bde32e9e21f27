using System.Text;
using System.Text.RegularExpressions;

namespace Megalis.Kernel.Tests.Mail;

/// <summary>A mail as a mail program reads it: headers unfolded and decoded, parts by content type.</summary>
internal sealed partial class ReadMail
{
    public ReadMail(string raw)
    {
        Assert.All(raw.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(char.IsAscii), line));
        var cut = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = Fold().Replace(raw[..cut], " ");
        Headers = head.Split("\r\n").Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => Decoded(pair[1]), StringComparer.OrdinalIgnoreCase);
        Body = raw[(cut + 4)..];
    }

    public ILookup<string, string> Headers { get; }

    public string Body { get; }

    public string this[string header] => Headers[header].Single();

    /// <summary>The parts of a multipart body, at any depth; the body itself when it is one part.</summary>
    public IEnumerable<ReadMail> Parts()
    {
        var boundary = Boundary().Match(this["Content-Type"]);
        if (!boundary.Success) return [this];
        var pieces = Body.Split("--" + boundary.Groups[1].Value);
        return pieces.Skip(1).Where(piece => !piece.StartsWith("--", StringComparison.Ordinal)).SelectMany(piece => new ReadMail(piece[2..]).Parts());
    }

    public byte[] Bytes() => this["Content-Transfer-Encoding"] switch
    {
        "base64" => Convert.FromBase64String(Body.Replace("\r\n", "", StringComparison.Ordinal)),
        "quoted-printable" => QuotedPrintable(Body),
        _ => Encoding.ASCII.GetBytes(Body),
    };

    public string Text() => Encoding.UTF8.GetString(Bytes()).TrimEnd();

    private static string Decoded(string value) => Word().Replace(Between().Replace(value, "?==?"), match =>
        Encoding.UTF8.GetString(match.Groups[1].Value is "B" or "b"
            ? Convert.FromBase64String(match.Groups[2].Value)
            : QuotedPrintable(match.Groups[2].Value.Replace('_', ' '))));

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>();
        text = text.Replace("=\r\n", "", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }
        return [.. bytes];
    }

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Fold();

    [GeneratedRegex("boundary=\"?([^\";]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex Between();
}
