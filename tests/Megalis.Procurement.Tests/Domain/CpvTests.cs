using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class CpvTests
{
    [Theory]
    [InlineData("45261210", "45261210")]
    [InlineData("45000000-7", "45000000")]
    [InlineData(" 03000000-1 ", "03000000")]
    public void A_code_is_eight_digits_and_its_check_digit_is_dropped(string text, string digits)
    {
        Assert.True(Cpv.TryParse(text, out var cpv));
        Assert.Equal(digits, cpv.Digits);
        Assert.Equal(digits, cpv.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4543100-7")]
    [InlineData("031210005")]
    [InlineData("3111000")]
    [InlineData("45000000-")]
    [InlineData("45000000-x")]
    [InlineData("4526121a")]
    [InlineData("٤٥٠٠٠٠٠٠")]
    public void A_misshapen_code_is_not_guessed_at(string? text) => Assert.False(Cpv.TryParse(text, out _));

    [Theory]
    [InlineData("45000000", "Division", "45")]
    [InlineData("30000000", "Division", "30")]
    [InlineData("45200000", "Groupe", "452")]
    [InlineData("45260000", "Classe", "4526")]
    [InlineData("45261000", "Categorie", "45261")]
    [InlineData("45261200", "SousCategorie", "452612")]
    [InlineData("45261215", "SousCategorie", "45261215")]
    public void The_level_is_told_by_the_trailing_zeros(string text, string level, string prefix)
    {
        var cpv = Parse(text);
        Assert.Equal(level, cpv.Level.ToString());
        Assert.Equal(prefix, cpv.Prefix);
    }

    [Fact]
    public void A_code_lies_within_its_ancestors_and_within_itself()
    {
        var roofing = Parse("45261210");
        Assert.True(roofing.IsWithin(Parse("45000000")));
        Assert.True(roofing.IsWithin(Parse("45261200")));
        Assert.True(roofing.IsWithin(roofing));
        Assert.False(roofing.IsWithin(Parse("45262000")));
        Assert.False(Parse("45261200").IsWithin(roofing));
        Assert.False(Parse("31000000").IsWithin(Parse("30000000")));
    }

    [Fact]
    public void Parents_lead_up_to_the_division()
    {
        var parents = new List<string>();
        for (var parent = Parse("45261210").Parent; parent is { } cpv; parent = cpv.Parent)
            parents.Add(cpv.Digits);
        Assert.Equal(["45261200", "45261000", "45260000", "45200000", "45000000"], parents);
    }

    [Theory]
    [InlineData("45", "45")]
    [InlineData("452", "452")]
    [InlineData("45260000", "4526")]
    [InlineData("45261210-9", "4526121")]
    public void A_filter_takes_a_beginning_or_a_whole_code(string text, string prefix)
    {
        Assert.True(Cpv.TryParsePrefix(text, out var found));
        Assert.Equal(prefix, found);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("toiture")]
    [InlineData("45%")]
    public void A_filter_that_is_no_code_is_refused(string text) => Assert.False(Cpv.TryParsePrefix(text, out _));

    [Fact]
    public void The_built_in_list_holds_the_45_divisions_and_names_any_code_by_its_nearest_ancestor()
    {
        var list = CpvNomenclature.BuiltIn;
        Assert.Equal(45, list.Entries.Count(entry => entry.Code.Level == CpvLevel.Division));
        Assert.All(list.Entries, entry => Assert.True(entry.Label.Length > 3, entry.Code.Digits));
        Assert.Equal("Travaux de couverture", list.LabelOf(Parse("45261210")));
        Assert.Equal("Travaux de couverture", list.LabelOf(Parse("45261214")));
        Assert.Null(list.LabelOf(Parse("99999999")));
        Assert.True(list.Knows(Parse("45999999")));
        Assert.False(list.Knows(Parse("99999999")));
        Assert.False(list.IsComplete);
    }

    [Fact]
    public void The_list_of_the_operator_knows_exactly_its_codes()
    {
        var list = CpvNomenclature.Read(new StringReader("code;niveau;libelle_fr;libelle_en\n45000000-7;division;Travaux de construction;Works\n45261210;sous-categorie;\"Couverture\";Roofing\n"));
        Assert.True(list.IsComplete);
        Assert.True(list.Knows(Parse("45261210")));
        Assert.False(list.Knows(Parse("45261214")));
        Assert.Equal("Couverture", list.LabelOf(Parse("45261210")));
        Assert.Equal("Travaux de construction", list.LabelOf(Parse("45999999")));
    }

    [Fact]
    public void A_list_with_a_line_that_is_no_code_is_refused_by_its_number()
    {
        var error = Assert.Throws<InvalidDataException>(() => CpvNomenclature.Read(new StringReader("45000000;Travaux\nn'importe quoi\n")));
        Assert.Contains("Ligne 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => CpvNomenclature.Read(new StringReader("")));
    }

    [Fact]
    public void Every_built_in_code_exists_in_the_official_nomenclature()
    {
        if (Shared.File("procurement/codelists/cpv-2008-fr.csv") is not { } path)
            return;
        using var reader = new StreamReader(path);
        var official = CpvNomenclature.Read(reader);
        Assert.Equal(9454, official.Entries.Count);
        Assert.All(CpvNomenclature.BuiltIn.Entries, entry => Assert.True(official.Knows(entry.Code), entry.Code.Digits));
    }

    private static Cpv Parse(string text) => Cpv.TryParse(text, out var cpv) ? cpv : throw new ArgumentException(text);
}
