using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Tests.Identifiers;

public sealed class LocalitiesTests
{
    [Fact]
    public void The_four_departements_of_Brittany_are_there_and_no_other()
    {
        Assert.Equal(["22", "29", "35", "56"], Localities.Departements.Select(d => d.Code));
        Assert.Equal(["22", "29", "35", "56"], Localities.Communes.Select(c => c.Departement).Distinct().Order());
        Assert.InRange(Localities.Communes.Count, 1150, 1250);
        Assert.Equal("FRH04", Localities.FindDepartement("56")!.Nuts);
        Assert.Null(Localities.FindDepartement("44"));
    }

    [Fact]
    public void Every_commune_has_a_true_SIREN_a_postal_code_and_an_EPCI_but_three_islands()
    {
        Assert.All(Localities.Communes, commune =>
        {
            Assert.True(Siren.TryParse(commune.Siren, out _), commune.Name);
            Assert.NotEmpty(commune.PostalCodes);
            Assert.StartsWith(commune.Departement, commune.Code, StringComparison.Ordinal);
        });
        var alone = Localities.Communes.Where(commune => commune.EpciSiren is null).Select(commune => commune.Name);
        Assert.Equal(["Île-de-Bréhat", "Île-de-Sein", "Ouessant"], alone.Order(StringComparer.Ordinal).OrderBy(name => name.Normalize(System.Text.NormalizationForm.FormD), StringComparer.Ordinal));
        Assert.All(Localities.Communes.Where(commune => commune.EpciSiren is not null), commune =>
            Assert.Contains(commune.Code, Localities.FindEpci(commune.EpciSiren)!.Members));
    }

    [Theory]
    [InlineData("vannes", "Vannes")]
    [InlineData("saint brieuc", "Saint-Brieuc")]
    [InlineData("Plougastel", "Plougastel-Daoulas")]
    [InlineData("l hermitage", "L'Hermitage")]
    [InlineData("ILE DE SEIN", "Île-de-Sein")]
    [InlineData("56260", "Vannes")]
    [InlineData("35000", "Rennes")]
    public void A_commune_is_found_as_people_type_it(string text, string name) =>
        Assert.Equal(name, Localities.Search(text)[0].Name);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("Marseille")]
    public void A_text_that_names_no_commune_finds_none(string? text) => Assert.Empty(Localities.Search(text));

    [Fact]
    public void A_picker_gets_no_more_than_it_asks_for() => Assert.Equal(5, Localities.Search("plou", 5).Count);

    [Fact]
    public void A_postal_code_may_be_shared()
    {
        var communes = Localities.CommunesAt("22140");
        Assert.Contains(communes, commune => commune.Name == "Bégard");
        Assert.True(communes.Count > 1);
        Assert.Empty(Localities.CommunesAt("99999"));
    }

    [Fact]
    public void Vannes_is_known_by_its_code()
    {
        var vannes = Localities.FindCommune("56260")!;
        Assert.Equal(("Vannes", "215602608"), (vannes.Name, vannes.Siren));
        Assert.Equal("CA", Localities.FindEpci(vannes.EpciSiren)!.Kind);
        Assert.Null(Localities.FindCommune("56000"));
    }
}
