using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Entreprises;

namespace Megalis.Users.Tests.Domain;

/// <summary>Small rules that have no screen of their own.</summary>
public sealed class RulesTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/bureau?p=2#suite", true)]
    [InlineData("/marches/2027-014/depot", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("bureau", false)]
    [InlineData("https://ailleurs.example/", false)]
    [InlineData("//ailleurs.example/", false)]
    [InlineData("/\\ailleurs.example/", false)]
    [InlineData("\\\\ailleurs.example/", false)]
    [InlineData("/\t/ailleurs.example/", false)]
    [InlineData("/\n/ailleurs.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData(" /bureau", false)]
    public void Only_a_path_of_this_host_is_a_way_back(string? path, bool local) => Assert.Equal(local, ReturnPath.IsLocal(path));

    [Theory]
    [InlineData("nom@exemple.bzh", true)]
    [InlineData("  nom@exemple.bzh ", true)]
    [InlineData("prenom.nom+marches@sous.domaine.example", true)]
    [InlineData("", false)]
    [InlineData("nom", false)]
    [InlineData("nom@exemple", false)]
    [InlineData("nom@@exemple.bzh", false)]
    [InlineData("nom@exemple..bzh", false)]
    [InlineData("nom @exemple.bzh", false)]
    [InlineData("nom@exemple.bzh\r\nBcc: x@y.zz", false)]
    [InlineData("Anne <nom@exemple.bzh>", false)]
    [InlineData("andré@exemple.bzh", false)]
    public void An_address_is_one_mailbox_and_nothing_else(string typed, bool good) => Assert.Equal(good, EmailAddress.Check(typed, out _) is null);

    [Theory]
    [InlineData("quatre mots au hasard", null)]
    [InlineData("onzecaract!", "au moins")]
    [InlineData("", "Choisissez")]
    [InlineData("le mien est nom@exemple.bzh !", "adresse")]
    public void A_password_is_long_and_not_ones_own_address(string password, string? because)
    {
        var refusal = PasswordRules.Check(password, "nom@exemple.bzh");

        Assert.Equal(because is null, refusal is null);
        Assert.Contains(because ?? "", refusal?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Twelve_emoji_are_twelve_characters() => Assert.Null(PasswordRules.Check("🌊⛵🐟🦀🐚🌾🏠🚜🌧🌈🍎🥞"));

    [Fact]
    public void Waiting_begins_after_the_free_tries_doubles_and_ends_at_the_longest()
    {
        var patience = new BackOff(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));

        Assert.Equal([0, 0, 10, 20, 40, 60, 60], Enumerable.Range(1, 7).Select(n => (int)patience.After(n).TotalSeconds));
        Assert.Equal(60, patience.After(int.MaxValue).TotalSeconds);
    }

    [Fact]
    public void A_recovery_code_is_read_however_it_is_typed_and_belongs_to_its_account()
    {
        var code = RecoveryCode.Make();

        Assert.Matches("^([a-z2-9]{4}-){3}[a-z2-9]{4}$", code);
        Assert.Equal(RecoveryCode.Digest("a", code), RecoveryCode.Digest("a", " " + code.Replace("-", " ", StringComparison.Ordinal).ToUpperInvariant()));
        Assert.NotEqual(RecoveryCode.Digest("a", code), RecoveryCode.Digest("b", code));
    }

    [Theory]
    [InlineData(IdentifiantType.Tva, "be 0123.456.789", null, "BE")]
    [InlineData(IdentifiantType.Tva, "EL123456789", null, "GR")]
    [InlineData(IdentifiantType.Tahiti, "A12345", null, "PF")]
    [InlineData(IdentifiantType.Ridet, "0123456.001", null, "NC")]
    [InlineData(IdentifiantType.Frwf, "FRWF12", null, "WF")]
    [InlineData(IdentifiantType.HorsUe, "CH-020.3.020", "CH", "CH")]
    public void A_foreign_identifier_tells_its_country(IdentifiantType type, string typed, string? country, string expected)
    {
        Assert.Null(EntrepriseId.FromForeign(type, typed, country, out var id));
        Assert.Equal(expected, id!.Country);
    }

    [Theory]
    [InlineData(IdentifiantType.Tva, "FR40303265045", null, "SIRET")]
    [InlineData(IdentifiantType.Tva, "CH123456789", null, "Union")]
    [InlineData(IdentifiantType.Tva, "12", null, "TVA")]
    [InlineData(IdentifiantType.Tahiti, "12", null, "TAHITI")]
    [InlineData(IdentifiantType.HorsUe, "ABC123", null, "pays")]
    [InlineData(IdentifiantType.HorsUe, "ABC123", "DE", "TVA")]
    [InlineData(IdentifiantType.HorsUe, "", "CH", "identifiant")]
    public void A_foreign_identifier_that_cannot_be_is_refused_with_what_to_write(IdentifiantType type, string typed, string? country, string because) =>
        Assert.Contains(because, EntrepriseId.FromForeign(type, typed, country, out _)!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Kinds_of_identifiers_have_the_codes_of_the_DECP_schema() => Assert.Equal(
        ["SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE"], Enum.GetValues<IdentifiantType>().Select(t => t.Code()));

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1", "Safari sur iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Linux")]
    [InlineData("", "Navigateur inconnu")]
    public void A_browser_is_named_from_what_it_says(string agent, string name) => Assert.Equal(name, AccountSession.Describe(agent));
}
