using System.Net;
using Megalis.Testing;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

public sealed class ResetPasswordTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Another = "cinq autres mots choisis ensemble";

    [Fact]
    public async Task The_link_of_the_mail_sets_a_new_password_once_and_ends_every_session()
    {
        await site.AddAccountAsync("oubli@exemple.bzh", confirmed: false);
        var elsewhere = await site.SignedInAsync("oubli@exemple.bzh");
        var link = await AskAsync("oubli@exemple.bzh");
        var client = site.Visit();

        var page = await ChooseAsync(client, link, Another);

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Le mot de passe est changé");
        Assert.Equal("/connexion", (await elsewhere.GetAsync("/compte")).Url.AbsolutePath);
        (await site.Visit().SignInAsync("oubli@exemple.bzh")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.SignInAsync("oubli@exemple.bzh", Another)).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/compte")).ShouldShow("confirmée");
        (await client.GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà servi");
        Assert.Contains(await site.MailsAsync("oubli@exemple.bzh"), mail => mail.Subject.Contains("mot de passe a changé", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_who_come_with_one_link_at_once_are_one()
    {
        await site.AddAccountAsync("course@exemple.bzh");
        var link = await AskAsync("course@exemple.bzh");
        var forms = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await site.Visit().GetAsync(link)).Form("Changer le mot de passe")));

        var pages = await Task.WhenAll(forms.Select((form, i) => form.Fill("Nouveau mot de passe", $"{Another} {i}").SubmitAsync()));

        Assert.Equal(1, pages.Count(page => page.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_link_is_worth_nothing_after_an_hour()
    {
        await site.AddAccountAsync("tard@exemple.bzh");
        var link = await AskAsync("tard@exemple.bzh");

        site.Clock.Advance(TimeSpan.FromMinutes(61));

        (await site.Visit().GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_answer_and_no_mail()
    {
        await site.AddAccountAsync("connue@exemple.bzh");

        var known = await PostAsync("connue@exemple.bzh");
        var unknown = await PostAsync("inconnu@exemple.bzh");

        Assert.Equal(known.Text.Replace("connue@", "inconnu@", StringComparison.Ordinal), unknown.Text);
        Assert.Single(await site.MailsAsync("connue@exemple.bzh"));
        Assert.Empty(await site.MailsAsync("inconnu@exemple.bzh"));
    }

    [Fact]
    public async Task Nobody_is_flooded_with_mails()
    {
        await site.AddAccountAsync("inonde@exemple.bzh");

        for (var i = 0; i < 3; i++)
            (await PostAsync("inonde@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Si un compte existe");
        for (var i = 0; i < 5; i++)
            (await PostAsync("inonde@exemple.bzh")).ShouldBe(HttpStatusCode.TooManyRequests).ShouldShow("Regardez vos derniers courriels").ShouldNotShow("Si un compte existe");

        Assert.Equal(3, (await site.MailsAsync("inonde@exemple.bzh")).Count);
    }

    [Fact]
    public async Task The_telephones_code_is_asked_as_before()
    {
        var account = await site.AddAccountAsync("telephone@exemple.bzh");
        await site.EnableTwoFactorAsync(account);
        var client = site.Visit();

        await ChooseAsync(client, await AskAsync("telephone@exemple.bzh"), Another);

        Assert.Equal("/connexion/code", (await client.SignInAsync("telephone@exemple.bzh", Another)).Url.AbsolutePath);
    }

    [Fact]
    public async Task A_weak_password_is_refused_and_the_link_still_serves()
    {
        await site.AddAccountAsync("faible@exemple.bzh");
        var link = await AskAsync("faible@exemple.bzh");
        var client = site.Visit();

        var page = (await ChooseAsync(client, link, "motdepasse1234")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("trop courant");

        (await page.Form("Changer le mot de passe").Fill("Nouveau mot de passe", Another).SubmitAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_tried_and_has_expired_is_swept_away()
    {
        await using var scope = site.Enter();
        var tokens = scope.Services.GetRequiredService<Tokens>();
        var old = tokens.Add(TokenKind.Passage, "x");
        await scope.Db.SaveChangesAsync();
        site.Clock.Advance(TimeSpan.FromHours(2));
        var fresh = tokens.Add(TokenKind.Passage, "x");
        await scope.Db.SaveChangesAsync();

        await new SweepExpiredHandler(scope.Db, site.Clock).HandleAsync(new SweepExpired(), default);

        Assert.Equal(0, scope.Db.Set<OneTimeToken>().Count(t => t.Hash == OneTimeToken.Digest(old)));
        Assert.NotNull(await tokens.PeekAsync(TokenKind.Passage, fresh));
    }

    private async Task<Page> PostAsync(string email) =>
        await (await site.Visit().GetAsync("/connexion/oubli")).Form("Recevoir le lien").Fill("Adresse électronique", email).SubmitAsync();

    private async Task<Uri> AskAsync(string email)
    {
        (await PostAsync(email)).ShouldShow("Si un compte existe");
        return (await site.MailsAsync(email))[^1].Link;
    }

    private static async Task<Page> ChooseAsync(SiteClient client, Uri link, string password) =>
        await (await client.GetAsync(link)).Form("Changer le mot de passe").Fill("Nouveau mot de passe", password).SubmitAsync();
}
