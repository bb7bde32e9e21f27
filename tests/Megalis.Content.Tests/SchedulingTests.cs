using System.Net;
using Megalis.Kernel.Security;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class SchedulingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_plan_outlives_a_restart_and_publishes_at_its_hour(string database)
    {
        await using var own = await SiteFixture.StartAsync(database);
        var (editor, host) = await own.AtWorkAsync();
        var page = await (await editor.NewFormAsync("Programmer")).Fill("Titre", "Les vœux du maire").Fill("Texte", "Samedi à onze heures.")
            .Fill("Publier le", "2027-03-03T07:30").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("sera publié le mercredi 3 mars 2027 à 7 h 30 (heure de Paris)");

        await own.RestartAsync();
        own.Clock.Set(new DateTimeOffset(2027, 3, 3, 6, 29, 0, TimeSpan.Zero));
        await own.WhenQuietAsync();
        (await own.Visit(host).GetAsync("/actualites/les-voeux-du-maire")).ShouldBe(HttpStatusCode.NotFound);
        own.Clock.Advance(TimeSpan.FromMinutes(2));
        await own.WhenQuietAsync();

        (await own.Visit(host).GetAsync("/actualites/les-voeux-du-maire")).ShouldBe(HttpStatusCode.OK).ShouldShow("Publié le mercredi 3 mars 2027");
    }

    [Fact]
    public async Task A_date_that_is_past_is_refused_and_the_text_is_kept()
    {
        var (editor, _) = await site.AtWorkAsync();

        var page = await (await editor.NewFormAsync("Programmer")).Fill("Titre", "Trop tard").Fill("Texte", "Un texte.").Fill("Publier le", "2027-02-01T10:00").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Choisissez une date à venir");
        Assert.Equal("Trop tard", page.Form("Programmer").ValueOf("Titre"));
        Assert.Equal("2027-02-01T10:00", page.Form("Programmer").ValueOf("Publier le"));
        page = await page.Form("Programmer").Fill("Publier le", "2027-03-10T10:00").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("sera publié le mercredi 10 mars 2027 à 10 h 00");
        (await editor.GetAsync("/admin/contenus?etat=Scheduled")).ShouldShow("Trop tard", "10/03/2027 10 h 00");
    }

    [Fact]
    public async Task A_plan_publishes_the_text_that_was_planned_or_nothing_and_who_planned_it_is_told()
    {
        await using var own = await SiteFixture.StartAsync();
        var (_, host) = await own.AtWorkAsync();
        var writer = await own.SignInAsync(host, "Paul Écrivain", "EditContent");
        var planner = await own.AddMemberAsync(host, "Nolwenn Relectrice", Role.Administrator);
        var page = await (await planner.Client.NewFormAsync("Programmer")).Fill("Titre", "Arrêté").Fill("Texte", "Relu.").Fill("Publier le", "2027-03-03T07:30").SubmitAsync();
        var path = page.ShouldShow("sera publié").Url.AbsolutePath;

        (await (await writer.GetAsync(path)).Form("Enregistrer le brouillon").Fill("Texte", "Glissé ensuite.").SubmitAsync()).ShouldShow("celle du texte d’avant");
        own.Clock.Set(new DateTimeOffset(2027, 3, 3, 7, 0, 0, TimeSpan.Zero));
        await own.WhenQuietAsync();

        (await own.Visit(host).GetAsync("/actualites/arrete")).ShouldBe(HttpStatusCode.NotFound);
        (await planner.Client.GetAsync(path)).ShouldShow("La publication prévue n’a pas pu se faire", "a été modifié depuis");
        var mail = Assert.Single(await own.MailsAsync(planner.Email));
        Assert.Contains("Arrêté", mail.Subject, StringComparison.Ordinal);
        Assert.Contains(path, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_publish_and_corrects_a_planned_text_plans_the_new_one()
    {
        await using var own = await SiteFixture.StartAsync();
        var (editor, host) = await own.AtWorkAsync();
        var page = await (await editor.NewFormAsync("Programmer")).Fill("Titre", "Voeux").Fill("Texte", "Samdi.").Fill("Publier le", "2027-03-03T07:30").SubmitAsync();
        (await page.Form("Enregistrer le brouillon").Fill("Texte", "Samedi.").SubmitAsync()).ShouldShow("La publication reste prévue le mercredi 3 mars 2027");

        own.Clock.Set(new DateTimeOffset(2027, 3, 3, 7, 0, 0, TimeSpan.Zero));
        await own.WhenQuietAsync();

        (await own.Visit(host).GetAsync("/actualites/voeux")).ShouldBe(HttpStatusCode.OK).ShouldShow("Samedi.");
    }

    [Fact]
    public async Task A_plan_of_somebody_who_lost_the_right_does_nothing()
    {
        await using var own = await SiteFixture.StartAsync();
        var (_, host) = await own.AtWorkAsync();
        var planner = await own.AddMemberAsync(host, "Partie Depuis", Role.Administrator);
        await (await planner.Client.NewFormAsync("Programmer")).Fill("Titre", "Orphelin").Fill("Texte", "Un texte.").Fill("Publier le", "2027-03-03T07:30").SubmitAsync();
        await using (var scope = own.Enter(host))
        {
            scope.Db.RemoveRange(scope.Db.Set<Membership>().Where(m => m.AccountId == planner.AccountId));
            await scope.Db.SaveChangesAsync();
        }

        own.Clock.Set(new DateTimeOffset(2027, 3, 3, 7, 0, 0, TimeSpan.Zero));
        await own.WhenQuietAsync();

        (await own.Visit(host).GetAsync("/actualites/orphelin")).ShouldBe(HttpStatusCode.NotFound);
        Assert.Contains("n’a plus ce droit", Assert.Single(await own.MailsAsync(planner.Email)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_forgotten_does_nothing()
    {
        var (editor, host) = await site.AtWorkAsync();
        var page = await (await editor.NewFormAsync("Programmer")).Fill("Titre", "Peut-être").Fill("Texte", "Un texte.").Fill("Publier le", "2027-04-01T08:00").SubmitAsync();

        (await page.Form("Oublier ce plan").SubmitAsync()).ShouldShow("Le plan est oublié").ShouldNotShow("jeudi 1er avril");
        site.Clock.Set(new DateTimeOffset(2027, 4, 1, 7, 0, 0, TimeSpan.Zero));
        await site.WhenQuietAsync();

        (await site.Visit(host).GetAsync("/actualites/peut-etre")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_published_is_taken_back_at_its_date_and_by_its_button()
    {
        var (editor, host) = await site.AtWorkAsync();
        var start = site.Clock.GetUtcNow();
        var page = await editor.PublishAsync("Coupure d’eau");
        await page.Form("Programmer").Fill("Retirer le", start.AddDays(2).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture)).SubmitAsync();
        await editor.PublishAsync("Autre chose");
        (await site.Visit(host).GetAsync("/actualites/coupure-d-eau")).ShouldBe(HttpStatusCode.OK);

        site.Clock.Advance(TimeSpan.FromDays(3));
        await site.WhenQuietAsync();

        (await site.Visit(host).GetAsync("/actualites/coupure-d-eau")).ShouldBe(HttpStatusCode.NotFound);
        page = await (await editor.GetAsync("/admin/contenus")).FollowAsync("Autre chose");
        (await page.Form("Retirer du site").SubmitAsync()).ShouldShow("est retiré du site");
        (await site.Visit(host).GetAsync("/actualites/autre-chose")).ShouldBe(HttpStatusCode.NotFound);
    }
}
