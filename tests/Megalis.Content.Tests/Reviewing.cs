using Megalis.Content.Contracts;
using Megalis.Kernel.Http;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Content.Tests;

/// <summary>A site on which one person writes and another one publishes, and what a test asks of the review of one item.</summary>
internal sealed class Reviewing(SiteFixture site, string host, SiteClient author)
{
    public const string Correct = "Demander une correction";

    public SiteFixture Site => site;
    public string Host => host;
    public SiteClient Author => author;
    public SiteClient Visitor { get; } = site.Visit(host);
    public string Item { get; private set; } = "";
    private Member? _editor;

    /// <summary>Somebody who works on the site with the role that is asked to review.</summary>
    public async Task<Member> EditorAsync() => _editor ??= await site.AddMemberAsync(host, "Soazig Le Gall", "Editor");

    public static async Task<Reviewing> StartAsync(SiteFixture site)
    {
        var host = await site.NewSiteAsync();
        return new Reviewing(site, host, await site.SignInAsync(host, "Enora Le Roux", ContentPermissions.EditContent));
    }

    /// <summary>Writes a news item and proposes it; gives back the page that follows.</summary>
    public async Task<Page> ProposeAsync(string title = "La piscine rouvre", string text = "Un texte.")
    {
        var page = await (await author.NewFormAsync("Proposer à la relecture")).Fill("Titre", title).Fill("Texte", text).SubmitAsync();
        Item = page.ItemId();
        await site.WhenQuietAsync();
        return page;
    }

    public Task<Page> EditorsPageAsync(SiteClient? who = null) => (who ?? author).GetAsync($"/admin/contenus/{Item}");

    public async Task<IReadOnlyList<TaskTrace>> OpenAsync()
    {
        await using var scope = site.Enter(host);
        return [.. (await scope.Services.GetRequiredService<WorkflowTrail>().OfAsync(Item)).Where(task => task.IsOpen)];
    }

    public async Task<TaskTrace> TaskAsync() => Assert.Single(await OpenAsync());

    /// <summary>Answers the task that is open: as whom it is for, or as somebody who holds its role.</summary>
    public async Task<Refusal?> AnswerAsync(string outcome, string comment = "", TaskTrace? task = null)
    {
        task ??= await TaskAsync();
        var editor = (await EditorAsync()).AccountId;
        await using (var scope = site.Enter(host))
        {
            var who = task.AccountId.Length > 0 ? task.AccountId : editor;
            var person = new TaskPerson(who, who == editor ? ["Editor"] : [], []);
            if (await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.TaskId, person, outcome, comment) is { } refusal)
                return refusal;
        }

        await site.WhenQuietAsync();
        return null;
    }

    public async Task<IReadOnlyList<string>> StatesAsync()
    {
        await using var scope = site.Enter(host);
        return [.. (await scope.Services.GetRequiredService<WorkflowEngine>().OfAsync(Item)).Select(one => one.Status)];
    }

    /// <summary>What the author was written about this item; other tests' sites share the folder.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> MailsAsync() =>
        [.. (await site.MailsAsync("enora.le.roux@exemple.bzh")).Where(mail => mail.Text.Contains($"://{host}", StringComparison.Ordinal))];
}
