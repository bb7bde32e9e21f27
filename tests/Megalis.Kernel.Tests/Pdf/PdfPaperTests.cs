using System.Text;
using Megalis.Kernel.Pdf;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Pdf;

public sealed class PdfPaperTests
{
    private static readonly DateTimeOffset At = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly PaperFont Font = new(PaperFonts.Sans, 9);

    [Fact]
    public void A_document_says_its_title_its_language_and_its_date_and_is_read_out_in_any_script()
    {
        var bytes = new PdfPaper("Récépissé", "pied de page", At).Title("Récépissé").Facts(("Reçu", "12\u202Fh\u202F00, « ñ œ € » Ελλάς Кафе")).Code("megalis-journal/v1\nligne").ToBytes();
        var file = Encoding.Latin1.GetString(bytes);

        Assert.Contains("/Lang (fr-FR)", file, StringComparison.Ordinal);
        Assert.Contains("/CreationDate (D:20270301080000Z)", file, StringComparison.Ordinal);
        Assert.Contains("/Title <FEFF0052", file, StringComparison.Ordinal);
        Assert.Equal("Récépissé Reçu 12 h 00, « ñ œ € » Ελλάς Кафе megalis-journal/v1 ligne pied de page page 1 sur 1", PdfText.Of(bytes));
        Assert.InRange(bytes.Length, 5_000, 120_000);
    }

    [Fact]
    public void A_long_table_goes_over_pages_with_its_heading()
    {
        var bytes = new PdfPaper("Liste", "pied", At).Table([new("Numéro", 1), new("Nom", 5), new("Code", 4, IsCode: true)],
            Enumerable.Range(1, 200).Select(IReadOnlyList<string> (i) => [$"{i}", $"fichier {i} été.pdf", new string('a', 64)])).ToBytes();

        Assert.InRange(PdfText.PagesOf(bytes), 4, 12);
        Assert.Equal(PdfText.PagesOf(bytes), PdfText.Of(bytes).Split("Numéro Nom Code").Length - 1);
        Assert.Contains("fichier 200 été.pdf", PdfText.Of(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_higher_than_a_page_goes_on_on_the_next()
    {
        var bytes = new PdfPaper("Liste", "pied", At).Facts(("Texte", string.Join('\n', Enumerable.Range(1, 90).Select(i => $"ligne{i};"))), ("Suite", "fin")).ToBytes();

        Assert.Equal(2, PdfText.PagesOf(bytes));
        Assert.All(Enumerable.Range(1, 90), i => Assert.Contains($"ligne{i};", PdfText.Of(bytes), StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_break_at_plain_spaces_and_inside_words_that_no_line_holds()
    {
        var word = new string('x', 120);
        var lines = PaperLines.Wrap("Reçu à 12\u202Fh\u202F00\u00A0précises et " + word, Font, 120);

        Assert.All(lines, line => Assert.True(Font.WidthOf(line) <= 120, line));
        Assert.Contains(lines, line => line.Contains("12\u202Fh\u202F00\u00A0précises", StringComparison.Ordinal));
        Assert.Equal(word, string.Concat(lines.Where(line => line.Trim('x').Length == 0)));
    }

    [Fact]
    public void A_character_of_two_halves_is_never_cut()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001F600", 60));

        var lines = PaperLines.Wrap(text, Font, 50);

        Assert.Equal(text, string.Concat(lines));
        Assert.All(lines, line => Assert.False(char.IsLowSurrogate(line[0]) || char.IsHighSurrogate(line[^1])));
    }

    [Fact]
    public void Control_characters_become_spaces_and_line_feeds_lines() =>
        Assert.Equal(["a b", "", "c"], PaperLines.Wrap("a\tb\r\n\nc", Font, 500));

    [Fact]
    public void A_subset_is_small_and_an_accented_letter_brings_its_parts()
    {
        var face = PaperFonts.Sans;
        var none = face.With([]).Length;
        var (letter, accented) = (face.With([face.GlyphOf(new Rune('e'))]).Length, face.With([face.GlyphOf(new Rune('é'))]).Length);

        Assert.True(accented > letter && letter > none, $"{accented} {letter} {none}");
        Assert.True(accented - none < 2_000);
    }

    [Fact]
    public async Task Many_are_written_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            new PdfPaper($"Récépissé {i}", "pied", At).Title("Récépissé").Facts(("Déposant", $"Gwenaëlle {i}")).ToBytes())));

        Assert.All(all.Select((bytes, i) => (bytes, i)), one => Assert.Contains($"Gwenaëlle {one.i}", PdfText.Of(one.bytes), StringComparison.Ordinal));
    }
}
