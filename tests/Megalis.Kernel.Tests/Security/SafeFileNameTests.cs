using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public class SafeFileNameTests
{
    [Theory]
    [InlineData("Mémoire technique n° 2.pdf")]
    [InlineData("D.P.G.F. - lot 3.xlsx")]
    [InlineData("facture (1).pdf")]
    [InlineData("l’offre_été+hiver.zip")]
    public void An_ordinary_name_is_kept_as_it_is(string name)
    {
        var safe = SafeFileName.Clean(name);
        Assert.Equal(name, safe.Name);
        Assert.False(safe.WasChanged);
        Assert.Equal("", safe.Explain());
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd", FileNameFault.HasFolder)]
    [InlineData("C:\\Users\\marie\\offre.pdf", "offre.pdf", FileNameFault.HasFolder)]
    [InlineData("..", "fichier", FileNameFault.Missing)]
    [InlineData("", "fichier", FileNameFault.Missing)]
    [InlineData(null, "fichier", FileNameFault.Missing)]
    [InlineData("dossier/", "fichier", FileNameFault.Missing)]
    [InlineData("a\0b.pdf", "ab.pdf", FileNameFault.HasControlCharacter)]
    [InlineData("a\r\nContent-Type: text/html.pdf", "html.pdf", FileNameFault.HasFolder)]
    [InlineData("offre\u202efdp.exe", "offrefdp.exe", FileNameFault.HasHiddenCharacter)]
    [InlineData("offre\u200b.pdf", "offre.pdf", FileNameFault.HasHiddenCharacter)]
    [InlineData("a<b>:\"|?*.pdf", "a_b______.pdf", FileNameFault.HasForbiddenCharacter)]
    [InlineData(".htaccess", "htaccess", FileNameFault.BadEnds)]
    [InlineData("offre.pdf. .", "offre.pdf", FileNameFault.BadEnds)]
    [InlineData("nul.txt", "_nul.txt", FileNameFault.Reserved)]
    [InlineData("COM1", "_COM1", FileNameFault.Reserved)]
    public void A_dangerous_name_is_cleaned_and_the_reason_told(string? given, string expected, FileNameFault reason)
    {
        var safe = SafeFileName.Clean(given);
        Assert.Equal(expected, safe.Name);
        Assert.Contains(reason, safe.Faults);
        Assert.Contains($"« {expected} »", safe.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_300_characters_keeps_its_beginning_and_its_extension()
    {
        var safe = SafeFileName.Clean(new string('x', 300) + ".pdf");
        Assert.Equal(new string('x', 146) + ".pdf", safe.Name);
        Assert.Equal([FileNameFault.TooLong], safe.Faults);
        var accented = SafeFileName.Clean(string.Concat(Enumerable.Repeat("😀", 140)) + ".pdf");
        Assert.EndsWith("😀.pdf", accented.Name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(accented.Name), 200, SafeFileName.MaxBytes);
    }

    [Theory]
    [InlineData("é")]
    [InlineData("x")]
    public void A_name_that_is_shown_keeps_its_300_characters_and_is_cleaned_all_the_same(string letter)
    {
        var name = string.Concat(Enumerable.Repeat(letter, 296)) + ".pdf";

        var shown = SafeFileName.CleanToShow("../" + name);

        Assert.Equal(name, shown.Name);
        Assert.Equal([FileNameFault.HasFolder], shown.Faults);
        Assert.Equal(SafeFileName.MaxShown, SafeFileName.CleanToShow(name + name).Name.Length);
        Assert.Contains("trop long", SafeFileName.CleanToShow(name + name).Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_from_a_Mac_is_composed_without_being_called_wrong()
    {
        var safe = SafeFileName.Clean("e\u0301te\u0301.pdf");
        Assert.Equal("été.pdf", safe.Name);
        Assert.False(safe.WasChanged);
    }

    [Fact]
    public void Whatever_comes_in_a_safe_name_comes_out_and_cleaning_it_again_changes_nothing() =>
        Prop.ForAll(Gen.Elements("./\\\0\u202e:* \u00a0aé😀\ud800CON1.pdf\u0301".ToCharArray()).ArrayOf().Select(c => new string(c)).ToArbitrary(), given =>
        {
            var name = SafeFileName.Clean(given).Name;
            return name.Length is > 0 and <= SafeFileName.MaxLength && Encoding.UTF8.GetByteCount(name) <= SafeFileName.MaxBytes
                && name.IndexOfAny(['/', '\\', '\0', '\u202e', ':']) < 0 && name[0] != '.' && name[^1] is not ('.' or ' ')
                && SafeFileName.Clean(name) is { WasChanged: false } again && again.Name == name;
        }).QuickCheckThrowOnFailure();
}
