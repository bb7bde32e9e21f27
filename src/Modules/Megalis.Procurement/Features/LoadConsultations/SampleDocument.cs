using System.Globalization;
using System.Text;

namespace Megalis.Procurement.Features.LoadConsultations;

/// <summary>
/// A document of one page for examples: a PDF 1.4 with a title and a few lines, written by hand because it needs
/// nothing that a library brings.
/// </summary>
internal static class SampleDocument
{
    private const int LineLength = 80;

    public static byte[] Pdf(string title, params IEnumerable<string> paragraphs)
    {
        var page = new StringBuilder("BT /F1 16 Tf 56 780 Td 20 TL\n").Append('(').Append(Escaped(title)).Append(") Tj T* /F1 11 Tf 16 TL T*\n");
        foreach (var line in paragraphs.SelectMany(Wrapped))
            page.Append('(').Append(Escaped(line)).Append(") Tj T*\n");
        page.Append("ET");
        var content = Encoding.Latin1.GetBytes(page.ToString());
        return Written(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            $"<< /Length {content.Length.ToString(CultureInfo.InvariantCulture)} >>\nstream\n{Encoding.Latin1.GetString(content)}\nendstream",
        ]);
    }

    private static byte[] Written(string[] objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            file.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static IEnumerable<string> Wrapped(string paragraph)
    {
        var line = new StringBuilder();
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= LineLength)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        yield return line.ToString();
        yield return "";
    }

    /// <summary>What Latin 1 lacks has a near relative in it.</summary>
    private static string Escaped(string text) => text
        .Replace('’', '\'').Replace("œ", "oe", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal).Replace('–', '-').Replace('\u202f', '\u00a0')
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
