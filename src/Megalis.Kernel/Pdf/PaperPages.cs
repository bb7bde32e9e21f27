using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace Megalis.Kernel.Pdf;

/// <summary>The sheets of a document and the place on them: A4, points, from the top. Begins a sheet when the last is full.</summary>
internal sealed class PaperPages : IDisposable
{
    public const double Width = 595 - (2 * Margin);

    private const double Margin = 50;
    private const double Top = 50;
    private const double Bottom = 842 - 60;

    private readonly PdfDocument _document = new();
    private readonly List<XGraphics> _sheets = [];
    private readonly string _footer;
    private readonly XFont _small;
    private double _at;

    public PaperPages(string title, string footer, DateTimeOffset at, XFont small)
    {
        (_footer, _small) = (footer, small);
        _document.Info.Title = title;
        _document.Info.Creator = "Megalis";
        _document.Info.CreationDate = at.UtcDateTime;
        _document.Language = "fr-FR";
        _document.ViewerPreferences.DisplayDocTitle = true;
        Begin();
    }

    /// <summary>The sheet that is written on.</summary>
    public XGraphics Page => _sheets[^1];

    /// <summary>True when a new sheet was begun, because the rest of this one is less high than what comes.</summary>
    public bool Need(double height)
    {
        if (_at + height <= Bottom || _at <= Top)
            return false;
        Begin();
        return true;
    }

    public void Skip(double height) => _at += height;

    /// <param name="text">One line.</param>
    /// <param name="left">From the margin.</param>
    /// <param name="below">From the present place to the line's upper edge.</param>
    public void Draw(string text, XFont font, XBrush brush, double left, double below = 0)
    {
        if (text.Length > 0)
            Page.DrawString(text, font, brush, Margin + left, _at + below + (font.GetHeight() * 0.8));
    }

    /// <summary>Across the page, at the present place.</summary>
    public void Line(XPen pen) => Page.DrawLine(pen, Margin, _at, Margin + Width, _at);

    /// <summary>Numbers the sheets and writes the file; nothing can be added afterwards.</summary>
    public byte[] ToBytes()
    {
        for (var i = 0; i < _sheets.Count; i++)
        {
            var number = $"page {i + 1} sur {_sheets.Count}";
            var foot = PaperLines.Wrap(_sheets[i], _footer, _small, Width - 80)[0];
            _sheets[i].DrawString(foot, _small, XBrushes.Black, Margin, 842 - 30);
            _sheets[i].DrawString(number, _small, XBrushes.Black, Margin + Width - _sheets[i].MeasureString(number, _small).Width, 842 - 30);
            _sheets[i].Dispose();
        }

        using var bytes = new MemoryStream();
        _document.Save(bytes, closeStream: false);
        return bytes.ToArray();
    }

    public void Dispose() => _document.Dispose();

    private void Begin()
    {
        var page = _document.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        _sheets.Add(XGraphics.FromPdfPage(page));
        _at = Top;
    }
}
