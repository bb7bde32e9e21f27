using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Pdf;

/// <summary>The sheets of a document and the place on them: A4, points, from the top. Begins a sheet when the last is full.</summary>
internal sealed class PaperPages
{
    public const double Width = 595 - (2 * Margin);

    private const double Margin = 50;
    private const double Height = 842;
    private const double Bottom = Height - 60;
    private const double Foot = Height - 34;

    private readonly List<StringBuilder> _sheets = [];
    private readonly Dictionary<TrueTypeFace, PdfFont> _fonts = [];
    private readonly PaperFont _small = new(PaperFonts.Sans, 8);
    private double _at;

    public PaperPages() => Begin();

    /// <summary>True when a new sheet was begun, because the rest of this one is less high than what comes.</summary>
    public bool Need(double height)
    {
        if (_at + height <= Bottom || _at <= Margin)
            return false;
        Begin();
        return true;
    }

    public void Skip(double height) => _at += height;

    /// <param name="text">One line.</param>
    /// <param name="color">Red, green, blue from 0 to 1, as PDF writes them.</param>
    /// <param name="left">From the margin.</param>
    public void Draw(string text, PaperFont font, string color, double left = 0) =>
        Put(_sheets[^1], text, font, color, Margin + left, _at);

    /// <summary>Across the page, at the present place.</summary>
    public void Line() => _sheets[^1].Append(CultureInfo.InvariantCulture, $"0.72 0.76 0.79 RG 0.5 w {Margin} {Height - _at:0.##} m {Margin + Width} {Height - _at:0.##} l S\n");

    /// <summary>Numbers the sheets and writes the file; nothing can be added afterwards.</summary>
    public byte[] ToBytes(string title, string footer, DateTimeOffset at)
    {
        for (var i = 0; i < _sheets.Count; i++)
        {
            var number = $"page {i + 1} sur {_sheets.Count}";
            Put(_sheets[i], PaperLines.Wrap(footer, _small, Width - 80)[0], _small, "0 0 0", Margin, Foot);
            Put(_sheets[i], number, _small, "0 0 0", Margin + Width - _small.WidthOf(number), Foot);
        }

        var objects = new PdfObjects();
        var pages = objects.Reserve();
        var fonts = string.Join(' ', _fonts.Values.Select(f => string.Create(CultureInfo.InvariantCulture, $"/{f.Resource} {f.AddTo(objects)} 0 R")));
        var kids = _sheets.Select(sheet => objects.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 595 {Height}] /Resources << /Font << {fonts} >> >> /Contents {objects.AddStream(Encoding.ASCII.GetBytes(sheet.ToString()))} 0 R >>"))).ToList();
        objects.Set(pages, string.Create(CultureInfo.InvariantCulture, $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(k => $"{k} 0 R"))}] >>"));
        var catalog = objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Catalog /Pages {pages} 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>"));
        var info = objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Title {PdfObjects.Text(title)} /Creator (Megalis) /CreationDate (D:{at.UtcDateTime:yyyyMMddHHmmss}Z) >>"));
        return objects.ToBytes(catalog, info);
    }

    private void Put(StringBuilder sheet, string text, PaperFont font, string color, double x, double top)
    {
        if (text.Length == 0)
            return;
        if (!_fonts.TryGetValue(font.Face, out var used))
            _fonts[font.Face] = used = new PdfFont(font.Face, $"F{_fonts.Count + 1}");
        sheet.Append(CultureInfo.InvariantCulture, $"BT {color} rg /{used.Resource} {font.Size:0.##} Tf 1 0 0 1 {x:0.##} {Height - top - font.Base:0.##} Tm <{used.Encode(text)}> Tj ET\n");
    }

    private void Begin()
    {
        _sheets.Add(new StringBuilder());
        _at = Margin;
    }
}
