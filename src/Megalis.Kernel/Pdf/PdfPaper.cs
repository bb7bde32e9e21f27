namespace Megalis.Kernel.Pdf;

/// <summary>A column of a table on paper.</summary>
/// <param name="Title">Repeated on each page.</param>
/// <param name="Share">Of the width, relative to the other columns.</param>
/// <param name="IsCode">Set in the typewriter face, smaller: hashes and ids.</param>
public sealed record PaperColumn(string Title, double Share, bool IsCode = false);

/// <summary>
/// A plain document on A4: titles, paragraphs, facts, tables and texts to copy, one below the other, page after page. For
/// receipts and minutes; what people read on the screen stays the page. Not safe for concurrent use.
/// </summary>
public sealed class PdfPaper
{
    private const double Gap = 8;
    private const double Padding = 3;
    private const string Ink = "0.043 0.231 0.357";
    private const string Black = "0 0 0";

    private static readonly PaperFont TitleFont = new(PaperFonts.Bold, 18);
    private static readonly PaperFont HeadingFont = new(PaperFonts.Bold, 12);
    private static readonly PaperFont Bold = new(PaperFonts.Bold, 9.5);
    private static readonly PaperFont Plain = new(PaperFonts.Sans, 9.5);
    private static readonly PaperFont CodeFont = new(PaperFonts.Mono, 7);

    private readonly PaperPages _pages = new();
    private readonly string _title;
    private readonly string _footer;
    private readonly DateTimeOffset _at;

    /// <param name="title">Of the document, shown by readers and read by machines.</param>
    /// <param name="footer">Left on each page, beside « page 1 sur 3 ».</param>
    /// <param name="at">Written as the document's date.</param>
    public PdfPaper(string title, string footer, DateTimeOffset at) => (_title, _footer, _at) = (title, footer, at);

    public PdfPaper Title(string text) => Lines(text, TitleFont, Ink, 6);

    public PdfPaper Heading(string text)
    {
        // Never alone at the foot of a page.
        _pages.Need(60);
        _pages.Skip(Gap);
        return Lines(text, HeadingFont, Ink, 4);
    }

    public PdfPaper Paragraph(string text, bool strong = false) => Lines(text, strong ? Bold : Plain, Black, Gap);

    /// <summary>Names left, values right, as <c>dl.m-facts</c> on the screen. A value that is one long word, a hash, is set as a code, so that it stays on one line.</summary>
    public PdfPaper Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var (name, value) in facts)
            Row([new Cell(name, Bold, 0.28), new Cell(value, value.Length > 40 && !value.Contains(' ', StringComparison.Ordinal) ? CodeFont : Plain, 0.72)]);
        _pages.Skip(Gap);
        return this;
    }

    /// <summary>Each row has as many cells as there are columns, and stays on one page while a page can hold it.</summary>
    public PdfPaper Table(IReadOnlyList<PaperColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var whole = columns.Sum(c => c.Share);
        void Head() => Row([.. columns.Select(c => new Cell(c.Title, Bold, c.Share / whole))]);
        _pages.Need(50);
        Head();
        foreach (var row in rows)
            Row([.. columns.Select((c, i) => new Cell(row[i], c.IsCode ? CodeFont : Plain, c.Share / whole))], Head);
        _pages.Skip(Gap);
        return this;
    }

    /// <summary>A text that is copied as it stands: its lines stay lines.</summary>
    public PdfPaper Code(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Lines(text.TrimEnd('\n'), CodeFont, Black, Gap);
    }

    public byte[] ToBytes() => _pages.ToBytes(_title, _footer, _at);

    private PdfPaper Lines(string text, PaperFont font, string color, double after)
    {
        foreach (var line in PaperLines.Wrap(text, font, PaperPages.Width))
            DrawLine(line, font, color);
        _pages.Skip(after);
        return this;
    }

    private void DrawLine(string line, PaperFont font, string color)
    {
        _pages.Need(font.Height);
        _pages.Draw(line, font, color);
        _pages.Skip(font.Height);
    }

    private void Row(Cell[] cells, Action? onNewPage = null)
    {
        var lines = cells.Select(c => PaperLines.Wrap(c.Text, c.Font, (c.Share * PaperPages.Width) - (2 * Padding))).ToArray();
        if (_pages.Need(cells.Select((c, i) => lines[i].Count * c.Font.Height).Max() + (2 * Padding)))
            onNewPage?.Invoke();
        _pages.Skip(Padding);
        var step = cells.Max(c => c.Font.Height);
        for (var n = 0; n < lines.Max(l => l.Count); n++)
        {
            // Only a row that no page could hold goes on here.
            _pages.Need(step);
            DrawAcross(cells, lines, n);
            _pages.Skip(step);
        }

        _pages.Skip(Padding);
        _pages.Line();
    }

    private void DrawAcross(Cell[] cells, IReadOnlyList<string>[] lines, int n)
    {
        var left = 0d;
        for (var i = 0; i < cells.Length; i++)
        {
            if (n < lines[i].Count)
                _pages.Draw(lines[i][n], cells[i].Font, Black, left + Padding);
            left += cells[i].Share * PaperPages.Width;
        }
    }

    private readonly record struct Cell(string Text, PaperFont Font, double Share);
}
