using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public class CommonPasswordsTests
{
    [Theory]
    [InlineData("motdepasse123")]
    [InlineData("MotDePasse2026!")]
    [InlineData("Mot de passe 1")]
    [InlineData("M0tD3P@sse!!")]
    [InlineData("P@ssw0rd2024")]
    [InlineData("passwordpassword")]
    [InlineData("azertyuiop123")]
    [InlineData("Azerty123456!")]
    [InlineData("qwertyuiop12")]
    [InlineData("qsdfghjklmwxcvbn")]
    [InlineData("1a2z3e4r5t6y")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("aqwzsxedcrfv")]
    [InlineData("123456789012")]
    [InlineData("0987654321098")]
    [InlineData("111111111111")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("abcdefghijkl")]
    [InlineData("marseille2013!")]
    [InlineData("Bienvenue2026")]
    [InlineData("bonjourbonjour")]
    [InlineData("jetaimemonamour")]
    [InlineData("JeTaime12345")]
    [InlineData("doudouloulou")]
    [InlineData("Bretagne.35000")]
    [InlineData("Bretagne2026!!!")]
    [InlineData("Mairie-2026-!")]
    [InlineData("megalisbretagne")]
    [InlineData("Megalis2026!")]
    [InlineData("Soleil!Soleil!")]
    [InlineData("Changez-moi-2026")]
    [InlineData("administrateur1")]
    [InlineData("Vacances été 2026")]
    [InlineData("Noël Noël Noël")]
    [InlineData("liberteegalite")]
    [InlineData("01011970marie")]
    [InlineData("Marie14071989")]
    [InlineData("iloveyou1234")]
    [InlineData("letmeinletmein")]
    [InlineData("azerazerazer")]
    [InlineData("xk9xk9xk9xk9")]
    [InlineData("            ")]
    public void What_is_tried_first_is_refused(string password) => Assert.True(CommonPasswords.IsCommon(password));

    [Theory]
    [InlineData("le chat dort sous la vieille armoire")]
    [InlineData("correct horse battery staple")]
    [InlineData("tracteur violon 73 brouette")]
    [InlineData("huître-parapluie-écluse")]
    [InlineData("gv7-Kd2p_mQz")]
    [InlineData("wuqodbnehctl")]
    [InlineData("Ma fille a eu 3 dents à Plougastel")]
    [InlineData("skeudenn war ar voger")]
    [InlineData("748291650374")]
    public void What_nobody_tries_first_is_accepted_whatever_its_characters(string password) => Assert.False(CommonPasswords.IsCommon(password));

    [Fact]
    public void What_is_known_of_the_person_counts_as_known()
    {
        Assert.False(CommonPasswords.IsCommon("kerguelenec-ploudalmezeau"));
        Assert.True(CommonPasswords.IsCommon("kerguelenec-ploudalmezeau", "m.kerguelenec@ploudalmezeau.example"));
        Assert.True(CommonPasswords.IsCommon("Kerguélénec2026!", "Maël Kerguélénec"));
    }

    [Fact]
    public void Twelve_random_letters_are_never_taken_for_common() =>
        Prop.ForAll(Gen.Choose('a', 'z').ArrayOf(12).Select(letters => string.Concat(letters.Select(i => (char)i))).ToArbitrary(),
            password => !CommonPasswords.IsCommon(password)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void A_very_long_password_is_judged_at_once() => Assert.True(CommonPasswords.IsCommon(new string('a', 1_000_000)));
}
