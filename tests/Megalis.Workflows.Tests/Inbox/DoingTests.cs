using System.Net;
using System.Text.Json.Nodes;
using Megalis.Testing;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>« Mes tâches »: what waits is listed, done, and the next one comes.</summary>
public sealed class DoingTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_of_ones_role_is_found_read_and_answered_and_the_next_one_comes(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var editor = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Review(), "La piscine rouvre");
        await town.StartAsync("relecture", "Le marché de Noël");

        var list = await editor.Client.GetAsync("/taches");
        list.ShouldShow("Relire l'actualité", "La piscine rouvre", "Le marché de Noël", "pour le rôle Rédaction et publication", "encore 2 jours", "Publier, Corriger");
        (await editor.Client.GetAsync("/bureau")).ShouldShow("Relire l'actualité", "La piscine rouvre");
        (await editor.Client.GetAsync("/taches?q=piscine")).ShouldShow("1 tâche", "La piscine rouvre").ShouldNotShow("Noël");
        var page = await list.FollowAsync("Relire l'actualité", "La piscine rouvre");
        page.ShouldShow("La piscine rouvre", "Vérifiez les dates.");

        var next = await page.Form("Publier").Fill("Commentaire", "Rien à redire").SubmitAsync();

        next.ShouldShow("Vous avez répondu « Publier » à « Relire l'actualité »", "Voici la tâche suivante", "Le marché de Noël");
        await town.Site.WhenQuietAsync();
        (await editor.Client.GetAsync("/taches?liste=faites")).ShouldShow("La piscine rouvre", "Publier", "Rien à redire");
        var last = await next.Form("Publier").SubmitAsync();
        last.ShouldShow("Le circuit continue", "Rien ne vous attend");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_answer_that_refuses_needs_a_reason_and_who_corrects_reads_it(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (editor, author) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"));
        await town.BeginAsync(Review(), "La piscine rouvre");
        var page = await (await editor.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité");
        page.ShouldShow("Obligatoire pour répondre « Corriger »");

        var refused = (await page.Form("Corriger").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.ShouldShow("Dites pourquoi : la réponse « Corriger » demande un motif.");
        (await refused.Form("Corriger").Fill("Commentaire", "La date est fausse").SubmitAsync()).ShouldShow("Vous avez répondu « Corriger »");
        await town.Site.WhenQuietAsync();

        var correct = await (await author.Client.GetAsync("/taches")).FollowAsync("Corriger l'actualité");
        correct.ShouldShow("Ce qui a été répondu dans ce circuit", "Anne Le Goff", "La date est fausse");
        (await correct.Form("Corrigée").SubmitAsync()).ShouldShow("Vous avez répondu « Corrigée »");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_sees_or_does_what_is_not_for_them(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var editor = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Review(), "La piscine rouvre");
        var page = await (await editor.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité");
        var address = page.Url.AbsolutePath;

        var elsewhere = await InboxTown.OnAsync(sites, database);
        foreach (var stranger in (SiteClient[])[(await town.PersonAsync("Yann Kervella", "Author")).Client, (await elsewhere.PersonAsync("Maël Riou", "Editor")).Client])
        {
            (await stranger.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
            (await stranger.GetAsync(address)).ShouldBe(HttpStatusCode.NotFound).ShouldShow("Cette tâche n’est pas pour vous").ShouldNotShow("piscine");
        }

        var visitor = town.Site.Visit(town.Host);
        visitor.FollowRedirects = false;
        var gate = (await visitor.GetAsync(address)).ShouldBe(HttpStatusCode.Redirect);
        Assert.Contains(Uri.EscapeDataString(address), gate.Headers["Location"], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Published by an editor, or given back with a reason.</summary>
    internal static string Review()
    {
        var review = UserTask("relire", "Relire l'actualité", "Editor", "Publier", "Corriger");
        review["instructions"] = Literal("Vérifiez les dates.");
        review["reasonFor"] = Object(new JsonArray("Corriger"));
        review["dueIn"] = Literal("2.01:00:00", "TimeSpan");
        return Definition("relecture", Flowchart([review, UserTask("corriger", "Corriger l'actualité", "Author", "Corrigée"), Activity("WriteLine", "fin")],
            "relire:Publier -> fin", "relire:Corriger -> corriger", "corriger:Corrigée -> relire"));
    }
}
