using Megalis.Kernel.Pdf;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;

namespace Megalis.Kernel.Tests.Pdf;

public sealed class PdfPaperTests
{
    private static readonly DateTimeOffset At = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_document_says_its_title_its_language_and_its_date()
    {
        using var paper = new PdfPaper("Récépissé 2027-KER-0001", "pied", At);
        using var document = Open(paper.Title("Récépissé").Paragraph("Un texte").ToBytes());

        Assert.Equal("Récépissé 2027-KER-0001", document.Info.Title);
        Assert.Equal("fr-FR", document.Language);
        Assert.Equal(At.UtcDateTime, document.Info.CreationDate.ToUniversalTime());
        Assert.Single(document.Pages);
    }

    [Fact]
    public void A_long_table_goes_over_pages()
    {
        using var paper = new PdfPaper("Liste", "pied", At);
        paper.Table([new("N°", 1), new("Nom", 5), new("Code", 4, IsCode: true)],
            Enumerable.Range(1, 200).Select(IReadOnlyList<string> (i) => [$"{i}", $"fichier {i} été.pdf", new string('a', 64)]));

        using var document = Open(paper.ToBytes());

        Assert.InRange(document.Pages.Count, 4, 12);
    }

    [Fact]
    public void A_row_higher_than_a_page_is_written_and_the_next_ones_too()
    {
        using var paper = new PdfPaper("Liste", "pied", At);
        paper.Facts(("Texte", string.Join('\n', Enumerable.Repeat("ligne", 90))), ("Suite", "fin"));

        using var document = Open(paper.ToBytes());

        Assert.Equal(2, document.Pages.Count);
    }

    [Fact]
    public void Lines_break_at_plain_spaces_and_inside_words_that_no_line_holds()
    {
        var (page, font) = Sheet();
        var lines = PaperLines.Wrap(page, "Reçu à 12\u202Fh\u202F00\u00A0précises et " + new string('x', 120), font, 120);

        Assert.All(lines, line => Assert.True(page.MeasureString(line, font).Width <= 120, line));
        Assert.Contains(lines, line => line.Contains("12\u202Fh\u202F00\u00A0précises", StringComparison.Ordinal));
        Assert.Equal(new string('x', 120), string.Concat(lines.Where(l => l.EndsWith('x'))).Replace("et ", "", StringComparison.Ordinal).Replace("et", "", StringComparison.Ordinal).TrimStart());
    }

    [Fact]
    public void A_character_of_two_halves_is_never_cut()
    {
        var (page, font) = Sheet();
        var text = string.Concat(Enumerable.Repeat("\U0001F600", 60));

        var lines = PaperLines.Wrap(page, text, font, 50);

        Assert.Equal(text, string.Concat(lines));
        Assert.All(lines, line => Assert.False(char.IsLowSurrogate(line[0]) || char.IsHighSurrogate(line[^1])));
    }

    [Fact]
    public void Control_characters_become_spaces_and_line_feeds_lines()
    {
        var (page, font) = Sheet();

        Assert.Equal(["a b", "", "c"], PaperLines.Wrap(page, "a\tb\r\n\nc", font, 500));
    }

    [Fact]
    public async Task Many_are_written_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
        {
            using var paper = new PdfPaper($"Récépissé {i}", "pied", At);
            return paper.Title("Récépissé").Facts(("Déposant", $"Gwenaëlle {i}")).Code("megalis-journal/v1\nligne").ToBytes();
        })));

        Assert.All(all, bytes => Assert.InRange(bytes.Length, 1_000, 100_000));
    }

    private static (XGraphics Page, XFont Font) Sheet()
    {
        using var paper = new PdfPaper("t", "p", At);
        return (XGraphics.CreateMeasureContext(new XSize(595, 842), XGraphicsUnit.Point, XPageDirection.Downwards), new XFont(PaperFonts.Sans, 9));
    }

    private static PdfDocument Open(byte[] bytes) => PdfReader.Open(new MemoryStream(bytes), PdfDocumentOpenMode.Import);
}
