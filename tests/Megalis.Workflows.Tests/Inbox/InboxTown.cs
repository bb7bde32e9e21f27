using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>A town of its own on one of the sites, whose workflows ask its people.</summary>
internal sealed class InboxTown(SiteFixture site, Tenant tenant)
{
    public SiteFixture Site => site;
    public Tenant Tenant => tenant;
    public string Host => tenant.Hosts[0];

    public static async Task<InboxTown> OnAsync(BothSites sites, string database)
    {
        var site = await sites.OnAsync(database);
        return new InboxTown(site, await site.AddTenantAsync("t" + Guid.NewGuid().ToString("N")[..12], "Kerlann"));
    }

    public Task<Member> PersonAsync(string name, params string[] roles) => site.AddMemberAsync(Host, name, roles);

    /// <summary>Publishes a definition and begins one instance of it, which has asked its first question on return.</summary>
    public async Task<string> BeginAsync(string json, string title)
    {
        await PublishAsync(json);
        return await StartAsync(System.Text.Json.Nodes.JsonNode.Parse(json)!["definitionId"]!.GetValue<string>(), title);
    }

    public async Task PublishAsync(string json)
    {
        await using (var scope = site.Enter(Host))
        {
            var (version, findings) = await scope.Services.GetRequiredService<DefinitionStore>().PublishAsync(json, "");
            Assert.True(version is not null, string.Join('\n', findings.Select(f => f.Message)));
        }
    }

    /// <summary>Begun in one transaction; each has asked its first question on return.</summary>
    public async Task StartManyAsync(string definition, int count, int seconds = 60)
    {
        await using (var scope = site.Enter(Host))
        {
            var engine = scope.Services.GetRequiredService<WorkflowEngine>();
            for (var i = 1; i <= count; i++)
                await engine.StartAsync(definition, new WorkflowStart { Title = $"Arrêté {i}" });
            await scope.Db.SaveChangesAsync();
        }

        await site.WhenQuietAsync(seconds);
    }

    public async Task<string> StartAsync(string definition, string title)
    {
        string? id;
        await using (var scope = site.Enter(Host))
        {
            id = await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync(definition, new WorkflowStart { Title = title });
            await scope.Db.SaveChangesAsync();
        }

        await site.WhenQuietAsync();
        return id!;
    }
}
