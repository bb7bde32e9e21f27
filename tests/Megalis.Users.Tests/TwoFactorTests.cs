using System.Net;
using Megalis.Testing;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Tests;

public sealed class TwoFactorTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_telephone_is_set_up_by_its_first_code_and_the_paper_is_shown_once()
    {
        await site.AddAccountAsync("tel@exemple.bzh");
        var client = await site.SignedInAsync("tel@exemple.bzh");

        var page = await StartAsync(client);
        var secret = FromText(page.Document.QuerySelector("#cle")!.TextContent);
        page.ShouldShow("Recopiez ici le code");
        page = (await page.Form("Activer").Fill("Code à six chiffres", "000000").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(secret, FromText(page.Document.QuerySelector("#cle")!.TextContent));
        page = await page.Form("Activer").Fill("Code à six chiffres", CodeOf(secret)).SubmitAsync();

        var codes = page.ShouldShow("Vos codes de secours").Document.QuerySelectorAll(".m-receipt code").Select(c => c.TextContent).ToList();
        Assert.Equal(10, codes.Distinct().Count());
        (await client.GetAsync("/compte/double-authentification")).ShouldShow("Codes de secours qui restent : 10").ShouldNotShow(codes[0]);
        await using var scope = site.Enter();
        Assert.DoesNotContain(Totp.ToText(secret), string.Join(' ', await scope.Db.Set<TwoFactor>().Select(t => t.ProtectedSecret).ToListAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_password_the_code_is_asked_and_one_code_opens_once()
    {
        var account = await site.AddAccountAsync("deux@exemple.bzh");
        var (secret, _) = await site.EnableTwoFactorAsync(account);
        var client = site.Visit();

        var page = await client.SignInAsync("deux@exemple.bzh", path: "/connexion?retour=/compte/sessions");
        Assert.Equal("/connexion/code", page.Url.AbsolutePath);
        Assert.Equal("/connexion", (await client.GetAsync("/compte")).Url.AbsolutePath);
        page = await client.GetAsync("/connexion/code?retour=/compte/sessions");
        (await page.Form("Continuer").Fill("Code", "12 34 56").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        var code = CodeOf(secret);
        page = await page.Form("Continuer").Fill("Code", code.Insert(3, " ")).SubmitAsync();
        Assert.Equal("/compte/sessions", page.ShouldBe(HttpStatusCode.OK).Url.AbsolutePath);

        var again = await site.Visit().SignInAsync("deux@exemple.bzh");
        (await again.Form("Continuer").Fill("Code", code).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("il a déjà servi");
    }

    [Fact]
    public async Task A_code_of_the_paper_opens_once()
    {
        var account = await site.AddAccountAsync("papier@exemple.bzh");
        var (_, codes) = await site.EnableTwoFactorAsync(account);

        var page = await site.Visit().SignInAsync("papier@exemple.bzh");
        (await page.Form("Continuer").Fill("Code", codes[3].ToUpperInvariant()).SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("ne servira plus");
        page = await site.Visit().SignInAsync("papier@exemple.bzh");

        (await page.Form("Continuer").Fill("Code", codes[3]).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await page.Form("Continuer").Fill("Code", codes[4]).SubmitAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_codes_is_slowed_down_even_with_a_new_password_round()
    {
        var account = await site.AddAccountAsync("devine@exemple.bzh");
        var (secret, _) = await site.EnableTwoFactorAsync(account);
        for (var i = 0; i < 5; i++)
        {
            var page = await site.Visit().SignInAsync("devine@exemple.bzh");
            (await page.Form("Continuer").Fill("Code", "000000").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        var blocked = await site.Visit().SignInAsync("devine@exemple.bzh");

        (await blocked.Form("Continuer").Fill("Code", CodeOf(secret)).SubmitAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Without_the_password_step_no_code_is_taken()
    {
        Assert.Equal("/connexion", (await site.Visit().GetAsync("/connexion/code")).Url.AbsolutePath);

        var client = site.Visit();
        client.Cookies.Set(client.Home, "__Host-megalis-code", "invente");
        var page = await client.GetAsync("/connexion/code");
        (await page.Form("Continuer").Fill("Code", "123456").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("recommencez la connexion");
    }

    [Fact]
    public async Task An_account_whose_address_is_not_confirmed_gets_no_telephone()
    {
        await site.AddAccountAsync("pasencore@exemple.bzh", confirmed: false);
        var client = await site.SignedInAsync("pasencore@exemple.bzh");

        var page = (await client.GetAsync("/compte/double-authentification")).ShouldShow("Confirmez d'abord");

        (await client.ForgeAsync(page, "/compte/double-authentification?handler=Start", ("Current", TestPeople.Password))).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Stopping_it_asks_the_password_and_is_told_by_mail()
    {
        var account = await site.AddAccountAsync("arret@exemple.bzh");
        var (secret, _) = await site.EnableTwoFactorAsync(account);
        site.Clock.Advance(TimeSpan.FromSeconds(60));
        var client = site.Visit();
        await (await client.SignInAsync("arret@exemple.bzh")).Form("Continuer").Fill("Code", CodeOf(secret)).SubmitAsync();
        var page = await client.GetAsync("/compte/double-authentification");

        (await page.Form("Arrêter").Fill("Mot de passe actuel", "pas le bon").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await page.Form("Arrêter").Fill("Mot de passe actuel", TestPeople.Password).SubmitAsync()).ShouldShow("est arrêtée", "Commencer");

        Assert.Contains(await site.MailsAsync("arret@exemple.bzh"), m => m.Subject.Contains("arrêtée", StringComparison.Ordinal));
        Assert.Equal("/compte", (await site.Visit().SignInAsync("arret@exemple.bzh")).Url.AbsolutePath);
    }

    private string CodeOf(byte[] secret) => Totp.Compute(secret, Totp.StepOf(site.Clock.GetUtcNow()));

    private static async Task<Page> StartAsync(SiteClient client) =>
        await (await client.GetAsync("/compte/double-authentification")).Form("Commencer").Fill("Mot de passe actuel", TestPeople.Password).SubmitAsync();

    private static byte[] FromText(string text)
    {
        const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString(Base32.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
