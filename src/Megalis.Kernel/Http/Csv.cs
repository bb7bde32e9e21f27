using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Http;

/// <summary>
/// Tables that a spreadsheet opens by itself in France: UTF-8 with its mark, semicolons, comma decimals. A cell that a
/// spreadsheet would run as a formula is made text (ASVS 1.2.10).
/// </summary>
public static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>What begins a file, before its heading line.</summary>
    public const string Beginning = "\uFEFF";

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>One line with its end (CR LF, RFC 4180). Null is an empty cell; numbers and days are written as in France.</summary>
    public static string Line(params IEnumerable<object?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var line = new StringBuilder();
        foreach (var cell in cells)
        {
            if (line.Length > 0)
                line.Append(';');
            // An empty first cell must still count as one.
            else if (cell is null or "")
                line.Append("\"\"");
            line.Append(Cell(cell));
        }
        return line.Append("\r\n").ToString();
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quoted(Harmless(text)),
        decimal amount => amount.ToString("0.00", French),
        DateOnly day => day.ToString("dd/MM/yyyy", French),
        DateTimeOffset instant => Localization.ParisTime.At(instant).ToString("dd/MM/yyyy HH:mm:ss", French),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString() ?? "")),
    };

    private static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(";\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
