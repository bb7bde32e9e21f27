using Megalis.Testing;
using Xunit.Sdk;

namespace Megalis.Kernel.Tests.Testing;

public sealed class GoldenFileTests
{
    [Fact]
    public void A_text_that_differs_fails_and_names_the_line_and_the_way_to_accept_it()
    {
        using var folder = new TempFolder();
        var file = folder.Write("Golden/recepisse.txt", "Objet : toiture\nLot : 1\n");

        GoldenFile.Compare(file, "Objet : toiture\r\nLot : 1\r\n", update: false);
        var failure = Assert.Throws<FailException>(() => GoldenFile.Compare(file, "Objet : toiture\nLot : 2\n", update: false));

        Assert.Contains("line 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains(GoldenFile.UpdateVariable, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_fails_and_is_written_on_demand()
    {
        using var folder = new TempFolder();
        var file = folder["Golden/nouveau.txt"];

        Assert.Throws<FailException>(() => GoldenFile.Compare(file, "texte", update: false));
        GoldenFile.Compare(file, "texte", update: true);
        GoldenFile.Compare(file, "texte", update: false);
    }
}
