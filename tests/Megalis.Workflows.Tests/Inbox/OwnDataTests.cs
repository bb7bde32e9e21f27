using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>One's own data: what circuits asked and what was answered is given; an erasure keeps decisions under a number.</summary>
public sealed class OwnDataTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_person_gets_what_was_asked_what_they_answered_and_handed_on_and_nothing_of_others(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        await DoneAsync(town, anne, yann);

        var part = (await DataOf(town, data => data.ExportAsync(anne.AccountId, CancellationToken.None)))!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        Assert.Contains("\"site\":\"Kerlann\"", part, StringComparison.Ordinal);
        Assert.Contains("\"reponse\":\"Corriger\",\"motif\":\"La date est fausse\"", part, StringComparison.Ordinal);
        Assert.Contains("\"geste\":\"confiée\"", part, StringComparison.Ordinal);
        Assert.Contains("Tu connais les horaires", part, StringComparison.Ordinal);
        Assert.DoesNotContain("Yann", part, StringComparison.Ordinal);
        Assert.DoesNotContain(yann.AccountId, part, StringComparison.Ordinal);
        Assert.Null(await DataOf(town, data => data.ExportAsync(Guid.NewGuid().ToString("N")[..26], CancellationToken.None)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_erasure_keeps_the_answer_under_a_number_erases_words_to_colleagues_and_frees_what_was_taken(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        await DoneAsync(town, anne, yann);
        await town.BeginAsync(Definition("prise", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        await (await (await anne.Client.GetAsync("/taches")).FollowAsync("Viser")).Form("Je m’en charge").SubmitAsync();
        Assert.Contains(await DataOf(town, data => data.RetainedAsync(anne.AccountId, CancellationToken.None)), kept => kept.What.Contains("réponses aux tâches", StringComparison.Ordinal));

        await DataOf(town, async data =>
        {
            await data.EraseAsync(anne.AccountId, CancellationToken.None);
            return 0;
        });
        await town.Site.WhenQuietAsync();

        (await yann.Client.GetAsync("/taches")).ShouldShow("Viser", "pour le rôle");
        await using var scope = town.Site.Enter(town.Host);
        var answered = await scope.Db.Set<TaskRow>().SingleAsync(t => t.EndedBy == anne.AccountId);
        Assert.Equal(("Corriger", "La date est fausse"), (answered.Outcome, answered.Comment));
        Assert.All(await scope.Db.Set<TaskMoveRow>().Where(m => m.By == anne.AccountId).ToListAsync(), m => Assert.Equal("", m.Comment));
        var journal = scope.Services.GetRequiredService<Journal>();
        var handed = await scope.Db.Set<TaskMoveRow>().FirstAsync(m => m.Kind == TaskMoveKind.HandedOn);
        Assert.Null(Assert.Single(await journal.ByAsync(UserTasks.JournalKind, handed.TaskId, "task.handed-on", anne.AccountId)).Payload);
    }

    /// <summary>Anne answered one task with a reason, and handed another one on with a word.</summary>
    private static async Task DoneAsync(InboxTown town, Member anne, Member yann)
    {
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        await town.StartAsync("relecture", "Le marché de Noël");
        var task = await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité", "La piscine rouvre");
        var next = await task.Form("Corriger").Fill("Commentaire", "La date est fausse").SubmitAsync();
        var choose = await next.FollowAsync("Confier à quelqu’un");
        await choose.Form("Confier").Check("Yann Kervella").Fill("Pourquoi, et ce qu’il faut savoir", "Tu connais les horaires").SubmitAsync();
        await town.Site.WhenQuietAsync();
    }

    /// <summary>As the page of one's own data asks: on the portal, in a transaction.</summary>
    private static async Task<T> DataOf<T>(InboxTown town, Func<IPersonalData, Task<T>> ask)
    {
        await using var scope = town.Site.Enter();
        var data = scope.Services.GetRequiredService<Contributions>().All<IPersonalData>(scope.Services).Select(c => c.Instance).Single(d => d.Name == "taches");
        T answer = default!;
        await scope.Db.TransactAsync(async () => answer = await ask(data));
        return answer;
    }
}
