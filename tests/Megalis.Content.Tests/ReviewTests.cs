using System.Net;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Content.Tests;

public sealed class ReviewTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_news_is_sent_back_corrected_and_published(string database)
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync(database));

        (await review.ProposeAsync(text: "Elle rouvre.")).ShouldBe(HttpStatusCode.OK).ShouldShow("« La piscine rouvre » est en relecture");
        var task = await review.TaskAsync();
        Assert.Equal(("Relire l’actualité «\u00a0La piscine rouvre\u00a0»", "Editor"), (task.Title, task.Role));
        (await review.EditorsPageAsync()).ShouldShow("En relecture depuis", "chez").ShouldNotShow("Proposer à la relecture,");
        Assert.Null(await review.AnswerAsync(Reviewing.Correct, "Donnez les horaires."));

        Assert.Equal("Corriger l’actualité «\u00a0La piscine rouvre\u00a0»", (await review.TaskAsync()).Title);
        var page = (await review.EditorsPageAsync()).ShouldShow("Une correction vous est demandée", Reviewing.Correct, "« Donnez les horaires. »");
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.NotFound);
        (await page.Form("J’ai corrigé : renvoyer à la relecture").Fill("Texte", "Elle rouvre à neuf heures.").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est en relecture");
        await review.Site.WhenQuietAsync();
        Assert.Equal("Editor", (await review.TaskAsync()).Role);
        Assert.Null(await review.AnswerAsync("Publier"));

        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.OK).ShouldShow("Elle rouvre à neuf heures.");
        Assert.Empty(await review.OpenAsync());
        Assert.Equal(["Finished"], await review.StatesAsync());
        var mail = Assert.Single(await review.MailsAsync());
        Assert.Equal("Votre actualité est en ligne : La piscine rouvre", mail.Subject);
        Assert.Contains($"://{review.Host}", mail.Text, StringComparison.Ordinal);
        Assert.Contains("/actualites/la-piscine-rouvre", mail.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_refused_news_stays_a_draft_its_author_knows_why_and_may_propose_it_again(string database)
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync(database));
        await review.ProposeAsync();

        Assert.Null(await review.AnswerAsync("Refuser", "Ce n'est pas du ressort de la commune."));

        var mail = Assert.Single(await review.MailsAsync());
        Assert.Equal("Votre actualité n’est pas publiée : La piscine rouvre", mail.Subject);
        Assert.Contains("Ce n'est pas du ressort de la commune.", mail.Text, StringComparison.Ordinal);
        var page = (await review.EditorsPageAsync()).ShouldShow("Brouillon", "Refuser").ShouldNotShow("En relecture depuis");
        (await page.Form("Proposer à la relecture").SubmitAsync()).ShouldShow("est en relecture");
        await review.Site.WhenQuietAsync();
        Assert.Null(await review.AnswerAsync("Publier"));
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal(["Finished", "Finished"], await review.StatesAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_changed_after_it_was_proposed_is_read_again_before_it_is_published(string database)
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync(database));
        await review.ProposeAsync(text: "Un texte honnête.");
        await (await review.EditorsPageAsync()).Form("Enregistrer le brouillon").Fill("Texte", "Un tout autre texte.").SubmitAsync();

        Assert.Null(await review.AnswerAsync("Publier"));

        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("Editor", (await review.TaskAsync()).Role);
        Assert.Null(await review.AnswerAsync("Publier"));
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldShow("Un tout autre texte.");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Publishing_it_oneself_ends_the_review_and_a_later_change_is_reviewed_for_itself(string database)
    {
        var site = await sites.OnAsync(database);
        var review = await Reviewing.StartAsync(site);
        await review.ProposeAsync();
        var editor = await site.SignInAsync(review.Host, "Nolwenn Le Bihan", Redaction.All);

        await (await review.EditorsPageAsync(editor)).Form("Publier").SubmitAsync();
        await site.WhenQuietAsync();

        Assert.Empty(await review.OpenAsync());
        Assert.Equal(["Finished"], await review.StatesAsync());
        Assert.Equal("Votre actualité est en ligne : La piscine rouvre", Assert.Single(await review.MailsAsync()).Subject);

        (await (await review.EditorsPageAsync()).Form("Proposer à la relecture").Fill("Texte", "Un complément.").SubmitAsync()).ShouldShow("est en relecture");
        await site.WhenQuietAsync();
        Assert.Null(await review.AnswerAsync("Publier"));
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldShow("Un complément.");
        Assert.Equal(2, (await review.MailsAsync()).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Removing_the_item_or_giving_up_its_draft_ends_the_review(string database)
    {
        var site = await sites.OnAsync(database);
        var review = await Reviewing.StartAsync(site);
        await review.ProposeAsync();
        var editor = await site.SignInAsync(review.Host, "Nolwenn Le Bihan", Redaction.All);

        await (await review.EditorsPageAsync(editor)).Form("Supprimer").SubmitAsync();
        await site.WhenQuietAsync();
        Assert.Empty(await review.OpenAsync());
        Assert.Equal(["Finished"], await review.StatesAsync());
        Assert.Empty(await review.MailsAsync());

        await editor.PublishAsync("Le marché", "Le samedi.");
        var other = await Reviewing.StartAsync(site);
        await other.ProposeAsync("Le bourg");
        Assert.Null(await other.AnswerAsync("Publier"));
        await (await other.EditorsPageAsync()).Form("Proposer à la relecture").Fill("Texte", "Autre chose.").SubmitAsync();
        await site.WhenQuietAsync();
        await (await other.EditorsPageAsync()).Form("Abandonner la modification en attente").SubmitAsync();
        await site.WhenQuietAsync();
        Assert.Equal(["Finished", "Finished"], await other.StatesAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_second_click_and_a_second_editor_are_told(string database)
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync(database));
        var page = await review.Author.SaveDraftAsync("Deux fois");
        var form = page.Form("Proposer à la relecture");

        (await form.SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        (await form.SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà en relecture");

        await review.ProposeAsync("Deux éditeurs");
        var task = await review.TaskAsync();
        Assert.Null(await review.AnswerAsync("Publier", task: task));
        Assert.Contains("n'est plus à faire", (await review.AnswerAsync("Refuser", "Non.", task))!.ToString(), StringComparison.Ordinal);
        (await review.Visitor.GetAsync("/actualites/deux-editeurs")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_rule_forbids_goes_back_to_its_author_with_the_rules_sentence()
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync("Sqlite"));
        await review.ProposeAsync(text: "Voyez : ![](/media/x.png)");

        Assert.Null(await review.AnswerAsync("Publier"));

        Assert.StartsWith("Corriger l’actualité", (await review.TaskAsync()).Title, StringComparison.Ordinal);
        (await review.EditorsPageAsync()).ShouldShow("Une correction vous est demandée");
    }

    [Fact]
    public async Task Who_took_the_review_is_not_asked_to_correct()
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync("Sqlite"));
        await review.ProposeAsync();
        var editor = await review.EditorAsync();
        var task = await review.TaskAsync();
        await using (var scope = review.Site.Enter(review.Host))
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().TakeAsync(task.TaskId, new TaskPerson(editor.AccountId, ["Editor"], [])));

        Assert.Equal(editor.AccountId, (await review.TaskAsync()).AccountId);
        (await review.EditorsPageAsync(editor.Client)).ShouldBe(HttpStatusCode.OK).ShouldShow("En relecture depuis").ShouldNotShow("J’ai corrigé").ShouldNotShow("Une correction vous est demandée");
        Assert.Null(await review.AnswerAsync("Publier"));
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_may_not_publish_does_not_publish_by_a_task_that_a_colleague_handed_on(string database)
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync(database));
        await review.ProposeAsync();
        var editor = await review.EditorAsync();
        var writer = await review.Site.AddMemberAsync(review.Host, "Yann Kervella", "Author");
        var task = await review.TaskAsync();
        await using (var scope = review.Site.Enter(review.Host))
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().HandOnAsync(task.TaskId, new TaskPerson(editor.AccountId, ["Editor"], []), writer.AccountId, ""));
        await review.Site.WhenQuietAsync();
        Assert.Null(await review.AnswerAsync("Publier"));

        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.NotFound);
        var again = await review.TaskAsync();
        Assert.Equal(("relire", "Editor"), (again.ActivityId, again.Role));
        (await editor.Client.GetAsync($"/taches/{again.TaskId}")).ShouldShow("n’a pas le droit de publier");
        Assert.Null(await review.AnswerAsync("Publier"));
        (await review.Visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Late_news_of_an_earlier_publication_does_not_end_the_review_of_the_next_text()
    {
        var review = await Reviewing.StartAsync(await sites.OnAsync("Sqlite"));
        await review.ProposeAsync();
        Assert.Null(await review.AnswerAsync("Publier"));
        await (await review.EditorsPageAsync()).Form("Proposer à la relecture").Fill("Texte", "Un complément.").SubmitAsync();
        await review.Site.WhenQuietAsync();

        await using (var scope = review.Site.Enter(review.Host))
        {
            var seen = await scope.Services.GetRequiredService<ContentStore>().GetAsync(review.Item);
            scope.Services.GetRequiredService<Outbox>().Add(new ContentPublished(review.Item, seen!.ContentItemVersionId, "News"));
            await scope.Db.SaveChangesAsync();
        }

        await review.Site.WhenQuietAsync();
        Assert.Equal("Editor", (await review.TaskAsync()).Role);
    }

    [Fact]
    public async Task Only_who_writes_without_publishing_proposes_and_only_what_is_reviewed_here()
    {
        var site = await sites.OnAsync("Sqlite");
        var host = await site.NewSiteAsync();
        var author = await site.SignInAsync(host, "Enora Le Roux", ContentPermissions.EditContent);
        var editor = await site.SignInAsync(host, "Nolwenn Le Bihan", Redaction.All);

        (await author.GetAsync("/admin/contenus/nouveau/News")).ShouldShow("Proposer à la relecture");
        (await editor.GetAsync("/admin/contenus/nouveau/News")).ShouldShow("Publier").ShouldNotShow("Proposer à la relecture");
        (await author.GetAsync("/admin/contenus/nouveau/Page")).ShouldNotShow("Proposer à la relecture");
        (await site.Visit(host).GetAsync("/admin/contenus/nouveau/News")).ShouldNotShow("Proposer à la relecture");
    }
}
