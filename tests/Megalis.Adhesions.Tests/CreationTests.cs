using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Contracts;
using Megalis.Tenants.Data;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>The site that a circuit makes: once, whatever dies or is repeated.</summary>
public sealed class CreationTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_told_twice_after_a_death_makes_one_site_and_one_welcome(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var staff = await asking.UntilConventionAsync("CCAS de Kerberné", "200000164", "ccas@kerberne.example", "");
        await Asking.SignAsync(await Asking.OpenAsync(staff, "CCAS de Kerberné"), "2027-020");
        await site.WhenQuietAsync();

        // The process dies after the commit and before the row of the queue is gone: everything is delivered once more.
        await using (var scope = site.Enter())
        {
            var made = await scope.Db.Set<TenantCreation>().AsNoTracking().SingleAsync();
            scope.Services.GetRequiredService<Outbox>().Add(new SetUpTenant(made.TenantId));
            scope.Services.GetRequiredService<Outbox>().Add(new TenantPrepared(made.TenantId, ""));
            await scope.Db.SaveChangesAsync();
        }

        await site.WhenQuietAsync();
        await site.RestartAsync();
        await site.WhenQuietAsync();
        Assert.Equal(1, await asking.TenantsAsync("200000164"));
        Assert.Single(await site.MailsAsync("ccas@kerberne.example"), m => m.Subject.StartsWith("Bienvenue", StringComparison.Ordinal));
        Assert.Empty(await asking.IncidentsAsync("CCAS de Kerberné"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_recipe_that_fails_is_an_incident_and_another_try_opens_the_same_site(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        await ProfileAsync(site, """{"Sobre":{"FeatureRules":[{"Rule":"Exclude","Expression":"Megalis.Procurement"}]}}""");
        await using (var scope = site.Enter())
        {
            const string definition = """{"definitionId":"essai","name":"Essai","root":{"id":"creer","type":"Megalis.CreateTenant","tenantName":"arzhenn","displayName":"Arzhenn","profile":"Sobre"}}""";
            var (version, findings) = await scope.Services.GetRequiredService<Workflows.Runtime.Storage.DefinitionStore>().PublishAsync(definition, "");
            Assert.True(version is not null, string.Join(", ", findings.Select(f => f.Message)));
            await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync("essai", new WorkflowStart { Title = "Adhésion : Arzhenn" });
            await scope.Db.SaveChangesAsync();
        }

        await site.WhenQuietAsync();
        var asking = new Asking(site);
        var incident = Assert.Single(await asking.IncidentsAsync("Arzhenn"));
        Assert.Contains("La recette du site a échoué", incident.Message, StringComparison.Ordinal);
        await ProfileAsync(site, "{}");
        await using (var scope = site.Enter())
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().RetryAsync(incident.Id, "operateur"));
        await site.WhenQuietAsync();

        Assert.Empty(await asking.IncidentsAsync("Arzhenn"));
        (await site.Visit("arzhenn.localhost").GetAsync("/marches")).ShouldShow("Arzhenn");
        await using var host = TenantScope.EnterHost(site.Services);
        Assert.Equal(1, await host.Db.Set<TenantCreation>().CountAsync());
    }

    private static async Task ProfileAsync(SiteFixture site, string profiles)
    {
        await using var scope = site.Enter();
        await scope.Services.GetRequiredService<TenantRegister>().ChangeSettingsAsync(
            site.TenantOf("localhost").Id, new JsonObject { [FeatureProfiles.Group] = JsonNode.Parse(profiles) }, scope.Db);
        await scope.Services.GetRequiredService<TenantStore>().RefreshAsync();
    }
}
