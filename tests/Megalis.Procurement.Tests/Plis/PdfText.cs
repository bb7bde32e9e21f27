using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>
/// The text of a PDF as a person copies it, spaces made one: read through each font's ToUnicode map, which is what
/// a screen reader and a search have.
/// </summary>
internal static partial class PdfText
{
    public static string Of(byte[] pdf)
    {
        using var stream = new MemoryStream(pdf);
        using var document = PdfReader.Open(stream, PdfDocumentOpenMode.Import);
        var text = new StringBuilder();
        foreach (var page in document.Pages)
        {
            var maps = Maps(page);
            Dictionary<string, string> font = [];
            foreach (Match shown in Shown().Matches(Encoding.Latin1.GetString(Content(page))))
            {
                if (shown.Groups["font"].Success)
                    font = maps[shown.Groups["font"].Value];
                else
                    text.Append(string.Concat(shown.Groups["hex"].Value.Chunk(4).Select(code => font.GetValueOrDefault(new string(code).ToUpperInvariant(), "?")))).Append(' ');
            }
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static byte[] Content(PdfPage page)
    {
        using var all = new MemoryStream();
        foreach (var item in page.Contents)
            all.Write(item.Stream.UnfilteredValue);
        return all.ToArray();
    }

    private static Dictionary<string, Dictionary<string, string>> Maps(PdfPage page)
    {
        var fonts = page.Resources.Elements.GetDictionary("/Font")!;
        return fonts.Elements.Keys.ToDictionary(name => name, name =>
        {
            var map = Encoding.Latin1.GetString(fonts.Elements.GetDictionary(name)!.Elements.GetDictionary("/ToUnicode")!.Stream.UnfilteredValue);
            return Mapped().Matches(map).ToDictionary(m => m.Groups[1].Value.ToUpperInvariant(), m => ((char)int.Parse(m.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        });
    }

    /// <summary>A font that is chosen, or a text that is shown: <c>/F0 -9.5 Tf</c>, <c>&lt;0024...&gt; Tj</c>.</summary>
    [GeneratedRegex(@"(?<font>/F\d+)\s+-?[\d.]+\s+Tf|<(?<hex>[0-9A-Fa-f]+)>\s*Tj")]
    private static partial Regex Shown();

    [GeneratedRegex(@"<([0-9A-Fa-f]{4})>\s*(?:<[0-9A-Fa-f]{4}>)?\s*<([0-9A-Fa-f]{4})>")]
    private static partial Regex Mapped();

    [GeneratedRegex(@"[\s\u00A0\u202F]+")]
    private static partial Regex Spaces();
}
