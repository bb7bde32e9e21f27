using System.Net;
using System.Text;
using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class QuestionTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_question_is_answered_for_all_and_who_asked_is_told_to_nobody_else()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await AskAsync(reference, "Nous, Menuiserie Le Bihan, demandons l’épaisseur.");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldNotShow("épaisseur", "Le Bihan");
        (await client.GetAsync($"/achats/{reference}")).ShouldShow("1 question attend une réponse");
        (await client.GetAsync("/achats")).ShouldShow("1 question attend une réponse");

        var page = await client.GetAsync($"/achats/{reference}/questions");
        page.ShouldShow("Menuiserie Le Bihan", "contact@menuiserie.example", "À répondre");
        page = await page.FollowAsync("Répondre à cette question");
        page = await page.Form("Publier la réponse").Fill("La question, telle que tout le monde la lira", "Quelle est l’épaisseur ?").Fill("Votre réponse", "18 mm.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("La réponse est publiée", "Répondue");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldShow("Quelle est l’épaisseur ?", "18 mm.", "Réponse à la question").ShouldNotShow("Le Bihan", "contact@menuiserie.example");
        var read = (await site.Visit().GetAsync($"/marches/{reference}/questions")).ShouldShow("18 mm.").ShouldNotShow("Le Bihan");
        Assert.All(read.Document.QuerySelectorAll("h3"), h => Assert.StartsWith("Question ", h.TextContent.Trim(), StringComparison.Ordinal));
        var csv = Encoding.UTF8.GetString((await client.GetAsync($"/achats/{reference}/questions?handler=csv")).Body);
        Assert.Contains("Menuiserie Le Bihan", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_sent_twice_is_one_question()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var form = Filled(await site.Visit().GetAsync($"/marches/{reference}/questions"), "Quand visiter ?", "deuxfois@menuiserie.example");

        var answers = await Task.WhenAll(form.SubmitAsync(), form.SubmitAsync());

        Assert.All(answers, a => a.ShouldBe(HttpStatusCode.OK).ShouldShow("Votre question est envoyée"));
        (await client.GetAsync("/achats")).ShouldShow("1 question attend une réponse");
    }

    [Fact]
    public async Task Two_agents_who_answer_at_once_see_both_texts()
    {
        var (client, host) = await site.AtWorkAsync();
        var colleague = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Edit);
        var reference = await Acheteur.PublishedAsync(client);
        await AskAsync(reference, "Quand visiter ?", "collegues@menuiserie.example");
        var mine = await (await client.GetAsync($"/achats/{reference}/questions")).FollowAsync("Répondre à cette question");
        var theirs = await (await colleague.GetAsync($"/achats/{reference}/questions")).FollowAsync("Répondre à cette question");
        await theirs.Form("Publier la réponse").Fill("Votre réponse", "Le 10 mars.").SubmitAsync();

        var page = await mine.Form("Publier la réponse").Fill("Votre réponse", "Le 12 mars.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Un collègue vient de répondre", "Le 10 mars.");
        var again = page.Form("Publier la réponse");
        Assert.Equal("Le 12 mars.", again.ValueOf("Votre réponse"));
        (await again.Fill("Votre réponse", "Le 10 et le 12 mars.").SubmitAsync()).ShouldShow("La réponse est publiée", "Le 10 et le 12 mars.");
    }

    [Fact]
    public async Task The_desk_shows_what_waits_to_those_who_may_do_it()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, host) = await own.AtWorkAsync();
        var asked = await Acheteur.PublishedAsync(client, "Mobilier de la mairie", "2027-03-02T12:00");
        foreach (var text in new[] { "Quand visiter ?", "Qui appeler ?" })
            await Filled(await own.Visit().GetAsync($"/marches/{asked}/questions"), text).SubmitAsync();
        var holder = await own.SignInAsync(host, "Paul Maire", ProcurementPermissions.Open, ProcurementPermissions.View);

        (await client.GetAsync("/bureau")).ShouldShow("2 questions attendent une réponse", "Mobilier de la mairie").ShouldNotShow("Plis à ouvrir");
        (await holder.GetAsync("/bureau")).ShouldShow("Rien pour l’instant").ShouldNotShow("Mobilier de la mairie");
        own.Clock.Advance(TimeSpan.FromDays(2));
        var page = await holder.GetAsync("/bureau");

        (await page.ShouldShow("Plis à ouvrir", "Mobilier de la mairie").FollowAsync("Plis à ouvrir")).ShouldShow("Je confirme ma présence");
        (await (await own.AtWorkAsync()).Client.GetAsync("/bureau")).ShouldNotShow("Mobilier de la mairie");
    }

    [Fact]
    public async Task After_the_deadline_nobody_asks_any_more()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, _) = await own.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, Acheteur.Objet, "2027-03-02T12:00");
        var form = Filled(await own.Visit().GetAsync($"/marches/{reference}/questions"), "Trop tard ?");

        own.Clock.Advance(TimeSpan.FromDays(2));

        (await form.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("La date limite est passée");
    }

    [Fact]
    public async Task Six_days_before_the_deadline_the_page_says_so_and_after_it_nothing_is_answered_nor_asked_for()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, host) = await own.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, Acheteur.Objet, "2027-03-12T12:00");
        await Filled(await own.Visit().GetAsync($"/marches/{reference}/questions"), "Quand visiter ?").SubmitAsync();
        var path = $"/achats/{reference}/questions";
        (await client.GetAsync(path)).ShouldNotShow("moins de six jours");
        own.Clock.Set(new DateTimeOffset(2027, 3, 8, 9, 0, 0, TimeSpan.Zero));
        (await client.GetAsync($"/achats/{reference}/dossier")).ShouldShow("laissez aux entreprises le temps d’en tenir compte", "Repousser la date limite").ShouldNotShow("R. 2132-6");
        await using (var scope = own.Enter(host))
            await scope.Db.UpdateWhereAsync<Consultation>(c => c.Reference == reference, set => set.Set(c => c.Procedure, Procedure.AppelOffresOuvert));
        var page = (await client.GetAsync(path)).ShouldShow("moins de six jours", "R. 2132-6", "Repousser la date limite").ShouldNotShow("laissez aux entreprises");
        var form = (await page.FollowAsync("Répondre à cette question")).Form("Publier la réponse").Fill("Votre réponse", "Trop tard.");

        own.Clock.Set(new DateTimeOffset(2027, 3, 12, 12, 0, 0, TimeSpan.Zero));

        (await form.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("plus aucune entreprise ne pourrait tenir compte");
        (await client.GetAsync(path)).ShouldShow("plus aucune entreprise ne pourrait").ShouldNotShow("Répondre à cette question", "moins de six jours");
        (await client.GetAsync("/bureau")).ShouldNotShow("question attend une réponse");
        (await client.GetAsync($"/achats/{reference}")).ShouldNotShow("question attend une réponse");
        (await own.Visit().GetAsync($"/marches/{reference}")).ShouldNotShow("Trop tard.");
    }

    [Theory]
    [InlineData("", "contact@menuiserie.example", "Écrivez votre question.")]
    [InlineData("Quand ?", "", "Écrivez votre adresse électronique")]
    public async Task What_lacks_is_said_and_what_was_typed_stays(string text, string email, string sentence)
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);

        var page = await (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question")
            .Fill("Votre question", text).Fill("Adresse électronique", email).Fill("Entreprise", "Menuiserie").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(sentence);
        Assert.Equal("Menuiserie", page.Form("Envoyer la question").ValueOf("Entreprise"));
    }

    private async Task AskAsync(string reference, string text, string email = "contact@menuiserie.example") =>
        (await Filled(await site.Visit().GetAsync($"/marches/{reference}/questions"), text, email).SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Votre question est envoyée");

    private static PageForm Filled(Page page, string text, string email = "contact@menuiserie.example") => page.Form("Envoyer la question")
        .Fill("Votre question", text).Fill("Adresse électronique", email).Fill("Entreprise", "Menuiserie Le Bihan").Fill("Nom", "Yann Le Bihan");
}
