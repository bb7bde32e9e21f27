using Megalis.Kernel.Journal;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Runtime.Storage;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>Plan, dry run and migration by the pages, with the queue between them.</summary>
public sealed class MigratePageTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private const string Plan = "/admin/circuits/definitions/convention/migrer";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_dry_run_refuses_one_instance_and_the_others_migrate_and_go_on(string database)
    {
        var engine = await sites.OnAsync(database);
        var (moving, staying) = await TwoWaitAsync(engine);
        var person = await engine.PublisherAsync();

        var plan = (await (await person.GetAsync("/admin/circuits/definitions/convention")).FollowAsync("Migrer les 2 parcours restés sur d’anciennes versions"))
            .ShouldShow("Viser", "Un parcours y attend", "Relire", "Essayer sur 2 parcours, sans rien écrire");
        var dry = await plan.Form("Essayer").Fill("Viser", "Viser").SubmitAsync();
        dry.ShouldShow("1 parcours peut migrer", "1 parcours ne peut pas migrer", "Le second", "Relire : Le parcours s'y trouve, et la nouvelle version n'a pas d'étape « relire ».", "Rien n’a été écrit");
        Assert.Empty(await engine.RowsAsync<MigrationRow>());

        var form = dry.Form("Migrer 1 parcours");
        var pages = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => form.SubmitAsync()));
        Assert.Single(await engine.RowsAsync<MigrationRow>());
        pages[0].ShouldShow("En cours : 0 sur 2", "Vous pouvez quitter cette page");
        await engine.DrainAsync();
        (await person.GetAsync(pages[0].Url.AbsolutePath)).ShouldShow("Terminée", "1 parcours porté à la version 2", "1 parcours resté sur sa version", "Le second", "[relire] Le parcours s'y trouve");

        Assert.Equal((1, 2), (await VersionAsync(engine, staying), await VersionAsync(engine, moving)));
        await engine.CompleteAsync(await TaskAsync(engine, "Viser"), "Oui");
        await engine.DrainAsync();
        Assert.Contains("signer Done", await engine.DoneAsync(moving));
        await using var scope = engine.Enter();
        var journal = scope.Services.GetRequiredService<Journal>();
        Assert.Equal(["circuit.migrated"], (await journal.OfAsync(InstanceActs.JournalKind, moving)).Select(e => e.Act));
        var target = (await engine.RowsAsync<DefinitionRow>()).Single(d => d.Version == 2).Id;
        Assert.Equal(["circuit.published", "circuit.migration-started", "circuit.migration-ended"], (await journal.OfAsync(DefinitionStore.JournalKind, target)).Select(e => e.Act));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_slower_of_two_clicks_is_shown_the_migration_of_the_quicker_even_when_it_has_moved_all(string database)
    {
        var engine = await sites.OnAsync(database);
        var (moving, _) = await TwoWaitAsync(engine);
        await engine.CompleteAsync(await TaskAsync(engine, "Relire"), "Oui");
        await engine.DrainAsync();
        var person = await engine.PublisherAsync();
        var form = (await (await person.GetAsync(Plan)).Form("Essayer").Fill("Viser", "Viser").SubmitAsync()).Form("Migrer les 2 parcours");
        await form.SubmitAsync();
        await engine.DrainAsync();

        (await form.SubmitAsync()).ShouldShow("Migration de « convention » vers la version 2", "Terminée", "2 parcours portés à la version 2");
        Assert.Single(await engine.RowsAsync<MigrationRow>());
        Assert.Equal(2, await VersionAsync(engine, moving));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_dry_run_of_thousands_reads_some_of_each_step_and_says_so(string database)
    {
        var engine = await sites.OnAsync(database);
        var (many, _) = await TwoWaitAsync(engine);
        var like = await engine.InstanceAsync(many);
        await using (var scope = engine.Enter())
        {
            // All older than the one at « Relire », which the first two thousand would leave out.
            for (var i = 0; i < Migrations.MostTried + 10; i++)
                scope.Db.Add(new InstanceRow { Id = $"0{engine.Tenant.Id}-{i:00000}", VersionId = like.VersionId, DefinitionId = like.DefinitionId, Title = $"Parcours {i}", State = like.State, Status = like.Status, StartedAt = like.StartedAt, ChangedAt = like.ChangedAt });
            await scope.Db.SaveChangesAsync();
        }

        var person = await engine.PublisherAsync();
        var dry = await (await person.GetAsync(Plan)).Form("Essayer sur 2000 des 2012 parcours").Fill("Viser", "Viser").SubmitAsync();
        dry.ShouldShow("L’essai a lu 2000 parcours sur 2012", "1 parcours ne peut pas migrer", "Le second", "La migration les examinera tous");
        (await dry.Form("Migrer les parcours qui le peuvent").SubmitAsync()).ShouldShow("En cours : 0 sur 2012");
        await (await person.GetAsync((await engine.RowsAsync<MigrationRow>()).Select(m => "/admin/circuits/migrations/" + m.Id).Single())).Form("Arrêter la migration").SubmitAsync();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_instance_that_ends_or_moves_on_before_its_turn_is_looked_at_as_it_stands_then(string database)
    {
        var engine = await sites.OnAsync(database);
        var (first, second) = await TwoWaitAsync(engine);
        var person = await engine.PublisherAsync();
        var form = (await (await person.GetAsync(Plan)).Form("Essayer").SubmitAsync()).Form("Migrer 1 parcours");
        var progress = await form.SubmitAsync();

        // « relire » is answered before the queue comes to it: its instance waits at « viser » by then.
        await engine.CompleteAsync(await TaskAsync(engine, "Relire"), "Oui");
        await using (var scope = engine.Enter())
            await scope.Services.GetRequiredService<InstanceActs>().CancelAsync(first, "op", undo: false, "abandon");
        await engine.DrainAsync();

        (await person.GetAsync(progress.Url.AbsolutePath)).ShouldShow("Terminée", "1 parcours s’est terminé entre-temps");
        Assert.Equal(1, await VersionAsync(engine, first));
        // Whichever of its step and its turn came first: what is counted is what happened.
        var counted = Assert.Single(await engine.RowsAsync<MigrationRow>());
        Assert.Equal(await VersionAsync(engine, second) == 2 ? (1, 0) : (0, 1), (counted.Moved, counted.Refused));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migration_is_stopped_and_another_one_may_begin(string database)
    {
        var engine = await sites.OnAsync(database);
        var (first, _) = await TwoWaitAsync(engine);
        var person = await engine.PublisherAsync();
        var dry = await (await person.GetAsync(Plan)).Form("Essayer").SubmitAsync();
        var progress = await dry.Form("Migrer 1 parcours").SubmitAsync();
        (await (await (await person.GetAsync(Plan)).Form("Essayer").SubmitAsync()).Form("Migrer 1 parcours").SubmitAsync()).ShouldShow("Une migration de ce circuit est déjà en cours");

        var watcher = await engine.WatcherAsync();
        (await watcher.GetAsync(progress.Url.AbsolutePath)).ShouldShow("En cours").ShouldNotShow("Arrêter la migration");
        (await progress.Form("Arrêter la migration").SubmitAsync()).ShouldShow("La migration est arrêtée.", "2 parcours n’ont pas été traités");
        await engine.DrainAsync();
        Assert.Equal(1, await VersionAsync(engine, first));

        (await (await (await person.GetAsync(Plan)).Form("Essayer").SubmitAsync()).Form("Migrer 1 parcours").SubmitAsync()).ShouldShow("En cours : 0 sur 2");
        await engine.DrainAsync();
        Assert.Equal(2, await VersionAsync(engine, first));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nothing_is_to_be_chosen_where_all_ids_stay_and_without_a_second_version_there_is_no_plan(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Operators.Visa("viser", "fin"));
        await engine.StartAsync("visa");
        await engine.DrainAsync();
        var person = await engine.PublisherAsync();
        (await person.GetAsync("/admin/circuits/definitions/visa/migrer")).ShouldBe(System.Net.HttpStatusCode.NotFound);

        await engine.PublishAsync(Operators.Visa("viser", "fin", "Viser à deux"));
        var plan = (await person.GetAsync("/admin/circuits/definitions/visa/migrer")).ShouldShow("Toutes les étapes gardent leur identifiant", "Essayer sur 1 parcours");
        (await plan.Form("Essayer").SubmitAsync()).ShouldShow("1 parcours peut migrer").ShouldNotShow("ne peut pas migrer");
        (await person.GetAsync("/admin/circuits/definitions/visa/migrer?vers=1")).ShouldShow("Aucun parcours à migrer");
        (await person.GetAsync("/admin/circuits/definitions/visa/migrer?vers=7")).ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migration_of_another_tenant_is_not_found(string database)
    {
        var (engine, elsewhere) = (await sites.OnAsync(database), await sites.OnAsync(database));
        await TwoWaitAsync(engine);
        var person = await engine.PublisherAsync();
        var progress = await (await (await person.GetAsync(Plan)).Form("Essayer").SubmitAsync()).Form("Migrer 1 parcours").SubmitAsync();

        (await (await elsewhere.PublisherAsync()).GetAsync(progress.Url.AbsolutePath)).ShouldBe(System.Net.HttpStatusCode.NotFound);
        Assert.Empty(await elsewhere.RowsAsync<MigrationRow>());
    }

    /// <summary>Version 1: relire, then viser. Version 2 has no « relire », and calls « viser » otherwise. One instance waits at each.</summary>
    private static async Task<(string AtVisa, string AtReading)> TwoWaitAsync(EngineSite engine)
    {
        await engine.PublishAsync(Definition("convention", Flowchart([UserTask("relire", "Relire", "Editor", "Oui"), UserTask("viser", "Viser", "Editor", "Oui"), Activity("WriteLine", "fin")], "relire:Oui -> viser", "viser:Oui -> fin")));
        var moving = await engine.StartAsync("convention", new WorkflowStart { Title = "Le premier" });
        await engine.DrainAsync();
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        var staying = await engine.StartAsync("convention", new WorkflowStart { Title = "Le second" });
        await engine.DrainAsync();
        await engine.PublishAsync(Definition("convention", Flowchart([UserTask("visa", "Viser", "Editor", "Oui"), Activity("WriteLine", "signer")], "visa:Oui -> signer")));
        return (moving, staying);
    }

    private static async Task<UserTask> TaskAsync(EngineSite engine, string title)
    {
        await using var scope = engine.Enter();
        var (tasks, _) = await scope.Services.GetRequiredService<UserTasks>().OpenAsync(EngineSite.Holder("Editor"), 1, 10);
        return tasks.Single(task => task.Title == title);
    }

    private static async Task<int> VersionAsync(EngineSite engine, string instance)
    {
        var version = (await engine.InstanceAsync(instance)).VersionId;
        return (await engine.RowsAsync<DefinitionRow>()).Single(d => d.Id == version).Version;
    }
}
