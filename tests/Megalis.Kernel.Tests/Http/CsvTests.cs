using Megalis.Kernel.Http;

namespace Megalis.Kernel.Tests.Http;

public sealed class CsvTests
{
    [Fact]
    public void A_line_is_written_as_a_French_spreadsheet_reads_it() =>
        Assert.Equal(
            "Voirie;1234,50;03/03/2027;03/03/2027 12:00:07;12\r\n",
            Csv.Line("Voirie", 1234.5m, new DateOnly(2027, 3, 3), new DateTimeOffset(2027, 3, 3, 11, 0, 7, TimeSpan.Zero), 12));

    [Fact]
    public void Separators_quotes_and_lines_are_quoted() =>
        Assert.Equal("\"a;b\";\"dit \"\"oui\"\"\";\"deux\nlignes\"\r\n", Csv.Line("a;b", "dit \"oui\"", "deux\nlignes"));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+33 2 97 00 00 00")]
    [InlineData("-cmd")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void A_cell_that_would_run_is_made_text(string text) => Assert.Equal($"'{text}\r\n", Csv.Line(text));

    [Fact]
    public void A_negative_amount_stays_a_number() => Assert.Equal("-3,00\r\n", Csv.Line(-3m));

    [Fact]
    public void Empty_cells_keep_their_places() => Assert.Equal("\"\";;x\r\n", Csv.Line(null, "", "x"));
}
