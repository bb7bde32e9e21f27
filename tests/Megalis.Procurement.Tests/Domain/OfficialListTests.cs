using System.Text.Json;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class OfficialListTests
{
    [Fact]
    public void Every_term_is_read_back_from_its_own_label()
    {
        AssertRoundTrip<Procedure>(6);
        AssertRoundTrip<Technique>(7);
        AssertRoundTrip<ModaliteExecution>(4);
        AssertRoundTrip<ContractNature>(3);
        AssertRoundTrip<Nature>(3);
        AssertRoundTrip<Ccag>(7);
        AssertRoundTrip<FormePrix>(3);
        AssertRoundTrip<TypePrix>(4);
        AssertRoundTrip<ConsiderationSociale>(4);
        AssertRoundTrip<ConsiderationEnvironnementale>(3);
        AssertRoundTrip<TypeGroupementOperateurs>(3);
        AssertRoundTrip<TypeIdentifiant>(7);
        AssertRoundTrip<TypeCodeLieu>(7);
    }

    [Theory]
    [InlineData("CODE POSTAL")]
    [InlineData(" code postal ")]
    public void Capitals_and_spaces_of_published_data_are_forgiven(string label)
    {
        Assert.True(OfficialList<TypeCodeLieu>.TryParse(label, out var value));
        Assert.Equal(TypeCodeLieu.CodePostal, value);
    }

    [Theory]
    [InlineData("Appel d’offres ouvert", "AppelOffresOuvert")]
    [InlineData("APPEL D'OFFRES RESTREINT", "AppelOffresRestreint")]
    [InlineData("procedure adaptee", "ProcedureAdaptee")]
    public void Accents_and_apostrophes_are_forgiven(string label, string expected)
    {
        Assert.True(OfficialList<Procedure>.TryParse(label, out var value));
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Appel d'offres")]
    public void What_is_not_in_the_list_is_not_read(string? label) =>
        Assert.False(OfficialList<Procedure>.TryParse(label, out _));

    [Fact]
    public void Sans_objet_stands_alone_or_not_at_all()
    {
        Assert.Equal([Technique.SansObjet], SansObjet.Complete(Array.Empty<Technique>()));
        Assert.Equal([Technique.AccordCadre], SansObjet.Complete([Technique.SansObjet, Technique.AccordCadre, Technique.AccordCadre]));
        Assert.Equal([ModaliteExecution.SansObjet], SansObjet.Complete([ModaliteExecution.SansObjet]));
        Assert.Equal([ConsiderationSociale.Aucune], SansObjet.Complete(Array.Empty<ConsiderationSociale>()));
        Assert.Equal(
            [ConsiderationEnvironnementale.ClauseEnvironnementale],
            SansObjet.Complete([ConsiderationEnvironnementale.Aucune, ConsiderationEnvironnementale.ClauseEnvironnementale]));
    }

    [Fact]
    public void Labels_are_those_of_the_official_schema()
    {
        if (Shared.File("procurement/decp/schema_decp_v2.0.3.json") is not { } path)
            return;
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        var marche = schema.RootElement.GetProperty("definitions").GetProperty("marche");
        var properties = marche.GetProperty("properties");
        var definitions = marche.GetProperty("definitions");
        AssertEnum<Procedure>(properties.GetProperty("procedure"));
        AssertEnum<ContractNature>(properties.GetProperty("nature"));
        AssertEnum<Ccag>(properties.GetProperty("ccag"));
        AssertEnum<FormePrix>(properties.GetProperty("formePrix"));
        AssertEnum<TypeGroupementOperateurs>(properties.GetProperty("typeGroupementOperateurs"));
        AssertEnum<TypeCodeLieu>(properties.GetProperty("lieuExecution").GetProperty("properties").GetProperty("typeCode"));
        AssertEnum<Technique>(definitions.GetProperty("techniqueArray").GetProperty("items"));
        AssertEnum<ModaliteExecution>(definitions.GetProperty("modaliteExecutionArray").GetProperty("items"));
        AssertEnum<TypePrix>(definitions.GetProperty("typePrixArray").GetProperty("items"));
        AssertEnum<ConsiderationSociale>(definitions.GetProperty("considerationSocialeArray").GetProperty("items"));
        AssertEnum<ConsiderationEnvironnementale>(definitions.GetProperty("considerationEnvironnementaleArray").GetProperty("items"));
        AssertEnum<TypeIdentifiant>(definitions.GetProperty("Titulaire").GetProperty("properties").GetProperty("typeIdentifiant"));
    }

    private static void AssertRoundTrip<T>(int count) where T : struct, Enum
    {
        Assert.Equal(count, OfficialList<T>.All.Count);
        foreach (var term in OfficialList<T>.All)
        {
            Assert.True(OfficialList<T>.TryParse(term.Label, out var value), term.Label);
            Assert.Equal(term.Value, value);
            Assert.Equal(term.Label, OfficialList<T>.LabelOf(value));
        }
    }

    private static void AssertEnum<T>(JsonElement field) where T : struct, Enum =>
        Assert.Equal(
            field.GetProperty("enum").EnumerateArray().Select(value => value.GetString()!),
            OfficialList<T>.All.Select(term => term.Label));
}
