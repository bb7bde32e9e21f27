using System.Text;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Tests.Decp;

public sealed class DecpRecordTests
{
    [Fact]
    public void A_clean_contract_of_2019_is_understood_and_has_no_dirt()
    {
        var record = DecpSamples.One();
        Assert.Empty(record.Dirt);
        Assert.Equal(("2019TOIT0100", "21260198300019", "Commune de Kerbihan"), (record.Id, record.BuyerId, record.BuyerName));
        Assert.True(record.HasTrueBuyerSiret);
        Assert.Equal("45261210", record.Cpv!.Value.Digits);
        Assert.Equal(new DecpPlace("56000", "Code postal", "Vannes", "56"), record.Place);
        Assert.Equal(4_825_050, record.AmountCents);
        Assert.Equal((new DateOnly(2019, 2, 11), new DateOnly(2019, 3, 1)), (record.NotifiedOn, record.PublishedOn));
        Assert.Equal(new DecpTitulaire("SIRET", "35600000000048", true, "Couvreurs du Golfe"), Assert.Single(record.Titulaires));
        Assert.False(record.IsVersion2);
        Assert.False(record.IsConcession);
    }

    [Fact]
    public void A_clean_contract_of_2022_is_understood_with_its_modification()
    {
        var record = Assert.Single(DecpSamples.Read(DecpSamples.File2022([DecpSamples.Of2022]))).Record!;
        Assert.Empty(record.Dirt);
        Assert.True(record.IsVersion2);
        Assert.Equal("29", record.Place.Departement);
        Assert.Equal("35600000000048", Assert.Single(record.Titulaires).Id);
        var modification = Assert.Single(record.Modifications);
        Assert.Equal((1, 13_500_000L), (modification.Number, modification.AmountCents!.Value));
        Assert.Equal(new DateOnly(2025, 1, 20), record.LastPublishedOn);
    }

    [Theory]
    [InlineData("\"35600000000048\"", "\"35600000000049\"", "bad-siret")]
    [InlineData("\"35600000000048\"", "\"214356\"", "bad-siret")]
    [InlineData("\"35600000000048\"", "\"356 000 000 00048\"", "spaced-siret")]
    [InlineData("\"35600000000048\"", "\" 35600000000048\"", "spaced-siret")]
    [InlineData("\"21260198300019\"", "\"11122233344455\"", "bad-siret")]
    [InlineData("45261210-9", "4526121", "malformed-cpv")]
    [InlineData("45261210-9", "00000000-1", "unknown-cpv")]
    [InlineData("2019-02-11", "0218-10-29", "impossible-date")]
    [InlineData("2019-02-11", "2019-02-30", "impossible-date")]
    [InlineData("2019-02-11", "2019-02-11+02:00", "date-with-zone")]
    [InlineData("2019-02-11", "2019-02-11xyz", "impossible-date")]
    [InlineData("2019-02-11", "2031-01-01", "impossible-date")]
    [InlineData("\"dateNotification\": \"2019-02-11\",", "", "missing-date")]
    [InlineData("2019-03-01", "2019-02-01", "published-before-notified")]
    [InlineData("\"id\": \"2019TOIT0100\",", "", "missing-id")]
    [InlineData("\"id\": \"2019TOIT0100\",", "\"id\": \"  \",", "missing-id")]
    [InlineData("2019TOIT0100\", \"uid", "2019TOITUREDELECOLE0100\", \"uid", "long-id")]
    [InlineData("\"id\": \"21260198300019\", ", "", "missing-buyer")]
    [InlineData("\"objet\": \"Réfection de la toiture de l'école\",", "", "missing-objet")]
    [InlineData("48250.5", "0", "amount-below-1")]
    [InlineData("\"montant\": 48250.5,", "", "amount-below-1")]
    [InlineData("48250.5", "999999999", "absurd-amount")]
    [InlineData("48250.5", "1E17", "absurd-amount")]
    [InlineData("48250.5", "\"48250.5\"", "wrong-type")]
    [InlineData("\"dureeMois\": 3", "\"dureeMois\": 0", "duration-below-1")]
    [InlineData("Code postal", "CODE POSTAL", "misspelt-term")]
    [InlineData("Procédure adaptée", "Gré à gré", "unknown-term")]
    [InlineData("\"56000\"", "\"DEP\"", "bad-place-code")]
    [InlineData("toiture de l'école", "toiture de l?école", "mojibake")]
    [InlineData("toiture de l'école", "toiture de lâ\u0080\u0099école", "mojibake")]
    [InlineData("toiture", "toi\\uFFFDture", "mojibake")]
    [InlineData("toiture", "toi\\ud800ture", "mojibake")]
    [InlineData("toiture", "toiture &#8211; 3 000 &euro;", "html-in-text")]
    [InlineData("toiture", "toiture<br />", "html-in-text")]
    public void Each_kind_of_dirt_is_named_once_and_the_contract_is_kept(string from, string to, string kind)
    {
        var record = DecpSamples.One((from, to));
        Assert.Equal([kind], DecpSamples.Kinds(record));
        Assert.True(DirtKinds.Labels.ContainsKey(kind));
    }

    [Theory]
    [InlineData("BÂTIMENT À RÉNOVER", false)]
    [InlineData("Qu'est-ce ? Une école", false)]
    [InlineData("RÉFECTION ?", false)]
    [InlineData("Mise en ?uvre du logiciel", true)]
    [InlineData("Maçonnerie \u0096 plâtrerie", true)]
    [InlineData("Mise en Å\u0093uvre", true)]
    [InlineData("dâ€™apport", true)]
    public void Mojibake_is_told_from_French(string text, bool broken) => Assert.Equal(broken, DecpText.IsMojibake(text));

    [Fact]
    public void A_Latin1_file_keeps_its_accents_and_is_told()
    {
        var bytes = Encoding.Latin1.GetBytes(DecpSamples.File2019(DecpSamples.Of2019));
        var record = Assert.Single(DecpSamples.Read(bytes)).Record!;
        Assert.Equal("Réfection de la toiture de l'école", record.Objet);
        Assert.Equal(["mojibake"], DecpSamples.Kinds(record));
    }

    [Fact]
    public void A_SIRET_with_spaces_is_understood()
    {
        var titulaire = Assert.Single(DecpSamples.One(("\"35600000000048\"", "\"356 000 000 00048\"")).Titulaires);
        Assert.Equal(("35600000000048", true), (titulaire.Id, titulaire.HasTrueSiret));
    }

    [Fact]
    public void A_misspelt_term_takes_its_official_writing() =>
        Assert.Equal("Code postal", DecpSamples.One(("Code postal", "CODE POSTAL")).Place.Type);

    [Fact]
    public void The_raw_contract_is_kept_without_its_layout_and_nothing_else()
    {
        var record = DecpSamples.One(("toiture", "toiture  \\\"neuve\\\" é\\u00e9"));
        Assert.Contains("\"objet\":\"Réfection de la toiture  \\\"neuve\\\" é\\u00e9 de l'école\"", record.Json, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', record.Json);
    }

    [Theory]
    [InlineData("Code postal", "20167", "2A")]
    [InlineData("Code postal", "20290", "2B")]
    [InlineData("Code commune", "2A004", "2A")]
    [InlineData("Code postal", "97410", "974")]
    [InlineData("Code département", "056", "56")]
    [InlineData("Code département", "35000", "35")]
    [InlineData("Code postal", "22", "22")]
    [InlineData("Code région", "53", null)]
    [InlineData("Code pays", "FR", null)]
    [InlineData("Code postal", "99999", null)]
    [InlineData("Code commune", "INO", null)]
    public void A_place_tells_its_departement(string type, string code, string? departement)
    {
        var record = DecpSamples.One(("Code postal", type), ("\"56000\"", $"\"{code}\""));
        Assert.Equal(departement, record.Place.Departement);
    }

    [Fact]
    public void The_same_buyer_and_identifier_are_one_contract_and_so_is_its_modified_republication()
    {
        var first = DecpSamples.One();
        var modified = DecpSamples.One(
            ("2019TOIT0100\", \"uid", "2019TOIT0101\", \"uid"),
            ("\"modifications\": []", "\"modifications\": [ { \"montant\": 50000, \"dateNotificationModification\": \"2019-05-01\" } ]"));
        Assert.Equal(DecpKey.Of(first), DecpKey.Of(modified));
        Assert.NotEqual(DecpKey.Exact(first), DecpKey.Exact(modified));
        Assert.NotEqual(DecpKey.Of(first), DecpKey.Of(DecpSamples.One(("2019TOIT0100\", \"uid", "2019TOIT0101\", \"uid"))));
        Assert.NotEqual(DecpKey.Of(first), DecpKey.Of(DecpSamples.One(("\"21260198300019\"", "\"35600000000048\""))));
    }

    [Fact]
    public void Without_an_identifier_a_contract_is_known_by_what_it_says()
    {
        (string, string) withoutId = ("\"id\": \"2019TOIT0100\",", "");
        Assert.Equal(DecpKey.Of(DecpSamples.One(withoutId)), DecpKey.Of(DecpSamples.One(withoutId, ("Réfection", "RÉFECTION"))));
        Assert.NotEqual(DecpKey.Of(DecpSamples.One(withoutId)), DecpKey.Of(DecpSamples.One(withoutId, ("toiture", "façade"))));
    }
}
