using PdfSharp.Drawing;

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
public sealed class PdfPaper : IDisposable
{
    private const double Gap = 8;
    private const double Padding = 3;

    private static readonly XColor Ink = XColor.FromArgb(0x0B, 0x3B, 0x5B);
    private static readonly XPen Rule = new(XColor.FromArgb(0xB8, 0xC2, 0xC9), 0.5);

    private readonly XFont _title;
    private readonly XFont _heading;
    private readonly XFont _bold;
    private readonly XFont _plain;
    private readonly XFont _code;
    private readonly PaperPages _pages;

    /// <param name="title">Of the document, shown by readers and read by machines.</param>
    /// <param name="footer">Left on each page, beside « page 1 sur 3 ».</param>
    /// <param name="at">Written as the document's date.</param>
    public PdfPaper(string title, string footer, DateTimeOffset at)
    {
        PaperFonts.Install();
        _title = new XFont(PaperFonts.Sans, 18, XFontStyleEx.Bold);
        _heading = new XFont(PaperFonts.Sans, 12, XFontStyleEx.Bold);
        _bold = new XFont(PaperFonts.Sans, 9.5, XFontStyleEx.Bold);
        _plain = new XFont(PaperFonts.Sans, 9.5, XFontStyleEx.Regular);
        _code = new XFont(PaperFonts.Mono, 7.5, XFontStyleEx.Regular);
        _pages = new PaperPages(title, footer, at, new XFont(PaperFonts.Sans, 8, XFontStyleEx.Regular));
    }

    public PdfPaper Title(string text) => Lines(text, _title, Ink, 6);

    public PdfPaper Heading(string text)
    {
        // Never alone at the foot of a page.
        _pages.Need(60);
        _pages.Skip(Gap);
        return Lines(text, _heading, Ink, 4);
    }

    public PdfPaper Paragraph(string text, bool strong = false) => Lines(text, strong ? _bold : _plain, XColors.Black, Gap);

    /// <summary>Names left, values right, as <c>dl.m-facts</c> on the screen.</summary>
    public PdfPaper Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var (name, value) in facts)
            Row([new Cell(name, _bold, 0.28), new Cell(value, _plain, 0.72)]);
        _pages.Skip(Gap);
        return this;
    }

    /// <summary>Each row has as many cells as there are columns, and stays on one page while a page can hold it.</summary>
    public PdfPaper Table(IReadOnlyList<PaperColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var whole = columns.Sum(c => c.Share);
        void Head() => Row([.. columns.Select(c => new Cell(c.Title, _bold, c.Share / whole))]);
        _pages.Need(50);
        Head();
        foreach (var row in rows)
            Row([.. columns.Select((c, i) => new Cell(row[i], c.IsCode ? _code : _plain, c.Share / whole))], Head);
        _pages.Skip(Gap);
        return this;
    }

    /// <summary>A text that is copied as it stands: its lines stay lines.</summary>
    public PdfPaper Code(string text) => Lines(text.TrimEnd('\n'), _code, XColors.Black, Gap);

    public byte[] ToBytes() => _pages.ToBytes();

    public void Dispose() => _pages.Dispose();

    private PdfPaper Lines(string text, XFont font, XColor color, double after)
    {
        var brush = new XSolidBrush(color);
        foreach (var line in PaperLines.Wrap(_pages.Page, text, font, PaperPages.Width))
        {
            _pages.Need(font.GetHeight());
            _pages.Draw(line, font, brush, 0);
            _pages.Skip(font.GetHeight());
        }

        _pages.Skip(after);
        return this;
    }

    private void Row(Cell[] cells, Action? onNewPage = null)
    {
        var lines = cells.Select(c => PaperLines.Wrap(_pages.Page, c.Text, c.Font, (c.Share * PaperPages.Width) - (2 * Padding))).ToArray();
        var height = cells.Select((c, i) => lines[i].Count * c.Font.GetHeight()).Max() + (2 * Padding);
        if (_pages.Need(height))
            onNewPage?.Invoke();
        var left = 0d;
        for (var i = 0; i < cells.Length; i++)
        {
            for (var n = 0; n < lines[i].Count; n++)
                _pages.Draw(lines[i][n], cells[i].Font, XBrushes.Black, left + Padding, Padding + (n * cells[i].Font.GetHeight()));
            left += cells[i].Share * PaperPages.Width;
        }

        _pages.Skip(height);
        _pages.Line(Rule);
    }

    private readonly record struct Cell(string Text, XFont Font, double Share);
}
