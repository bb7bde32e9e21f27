using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Megalis.Testing;

/// <summary>
/// The text of a PDF that the platform wrote, as a person copies it, spaces made one: read through each font's ToUnicode map,
/// which is what a screen reader and a search have.
/// </summary>
public static partial class PdfText
{
    public static string Of(byte[] pdf)
    {
        var objects = Objects(Encoding.Latin1.GetString(pdf));
        var maps = new Dictionary<string, Dictionary<string, string>>();
        foreach (Match font in FontNames().Matches(string.Concat(objects.Values.Where(o => o.Contains("/Type /Page ", StringComparison.Ordinal)))))
            maps[font.Groups[1].Value] = Map(objects[ToUnicode().Match(objects[font.Groups[2].Value]).Groups[1].Value]);
        var text = new StringBuilder();
        foreach (Match line in Shown().Matches(string.Concat(objects.Values.Where(o => o.StartsWith("stream:BT ", StringComparison.Ordinal)))))
            text.Append(string.Concat(line.Groups[2].Value.Chunk(4).Select(code => maps[line.Groups[1].Value].GetValueOrDefault(new string(code), "?")))).Append(' ');
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    /// <summary>How many sheets it has.</summary>
    public static int PagesOf(byte[] pdf) => Regex.Count(Encoding.Latin1.GetString(pdf), "/Type /Page ");

    private static Dictionary<string, string> Objects(string file) =>
        Object().Matches(file).ToDictionary(o => o.Groups[1].Value, o => Unpacked(o.Groups[2].Value));

    private static string Unpacked(string content)
    {
        var at = content.IndexOf("stream\n", StringComparison.Ordinal);
        if (at < 0)
            return content;
        using var packed = new MemoryStream(Encoding.Latin1.GetBytes(content[(at + 7)..]));
        using var plain = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress))
            zlib.CopyTo(plain);
        return "stream:" + Encoding.Latin1.GetString(plain.ToArray());
    }

    private static Dictionary<string, string> Map(string map) => Mapped().Matches(map)
        .ToDictionary(m => m.Groups[1].Value, m => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups[2].Value)));

    [GeneratedRegex(@"(?<=^|\n)(\d+) 0 obj\n(.*?)\nendobj\n", RegexOptions.Singleline)]
    private static partial Regex Object();

    [GeneratedRegex(@"/(F\d+) (\d+) 0 R")]
    private static partial Regex FontNames();

    [GeneratedRegex(@"/ToUnicode (\d+) 0 R")]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"/(F\d+) [\d.]+ Tf [^<]*<([0-9A-F]*)> Tj")]
    private static partial Regex Shown();

    [GeneratedRegex(@"<([0-9A-F]{4})> <([0-9A-F]+)>\n")]
    private static partial Regex Mapped();

    [GeneratedRegex(@"[\s\u00A0\u202F]+")]
    private static partial Regex Spaces();
}
