using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;
using Megalis.Tenants.Contracts;
using Megalis.Tenants.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Tenants.Features.CreateByWorkflow;

/// <summary>
/// <c>Megalis.CreateTenant</c>: inserts the site in the step's transaction, with the job that runs its recipe, and rests until
/// the recipe has run. A name that is taken is an incident: the operator changes the variable it comes from and tries again.
/// </summary>
internal sealed class CreateTenantActivity(
    TenantRegister register, TenantStore store, TenantAddresses addresses, MegalisDb db, Outbox outbox, Journal journal, TimeProvider clock) : IActivity
{
    public const string Type = "Megalis.CreateTenant";

    private const string Recipe = "collectivite.recipe.json";

    public ActivityDescription Description { get; } = new(Type, "Créer le site d'une entité")
    {
        Nature = ActivityNature.Waits,
        Permission = KernelPermissions.ManageTenants,
        Inputs = [new("tenantName", Required: true), new("displayName", Required: true), new("siren"), new("host"), new("recipe"), new("profile")],
        Outputs = ["tenant", "url"],
    };

    /// <summary>What the instance waits for; the key is of this execution alone.</summary>
    public static string EventOf(string key) => "TenantPrepared/" + key;

    public static JsonObject OutputsOf(Tenant tenant, TenantStore store) => new() { ["tenant"] = tenant.Name, ["url"] = store.CanonicalUrl(tenant) };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        var made = await db.Set<TenantCreation>().SingleOrDefaultAsync(c => c.Key == call.Key, stop);
        return made is null ? await MakeAsync(call, stop) : await ResumeAsync(made, stop);
    }

    private async Task<ActivityResult> MakeAsync(ActivityCall call, CancellationToken stop)
    {
        var tenant = Read(call);
        var refusal = addresses.CheckFree(tenant.Name) ?? await register.AddAsync(tenant, db, stop);
        if (refusal is not null)
            return ActivityResult.Refuse($"Le site n'a pas été créé. {refusal} Changez dans ce circuit la variable qui donne l'adresse, puis réessayez.");
        var id = await TenantRegister.FindIdAsync(tenant.Name, db, stop);
        db.Add(new TenantCreation { Key = call.Key, TenantId = id!.Value, At = clock.GetUtcNow() });
        journal.Append("tenant.created", "collectivite", tenant.Name, tenant);
        return ActivityResult.WaitFor(EventOf(call.Key));
    }

    /// <summary>An operator tries again: the site that was inserted is this one, whatever the variables say now.</summary>
    private async Task<ActivityResult> ResumeAsync(TenantCreation made, CancellationToken stop)
    {
        await store.RefreshAsync(stop);
        var tenant = store.Find(made.TenantId) ?? throw new InvalidOperationException($"The tenant {made.TenantId} was made by a workflow and is gone.");
        if (tenant.State is TenantState.Running or TenantState.Disabled)
            return ActivityResult.Done(outputs: OutputsOf(tenant, store).ToDictionary(p => p.Key, p => p.Value?.DeepClone()));
        await register.SetStateAsync(tenant.Id, TenantState.Initializing, "", db, stop);
        await outbox.AddOnceAsync(new SetUpTenant(tenant.Id), $"setup-again-{tenant.Id}", null, stop);
        return ActivityResult.WaitFor(EventOf(made.Key));
    }

    private NewTenant Read(ActivityCall call)
    {
        var name = call.Text("tenantName").Trim().ToLowerInvariant();
        var host = call.Text("host").Trim().ToLowerInvariant();
        return new NewTenant(
            name, call.Text("displayName").Trim(), [host.Length > 0 ? host : addresses.HostOf(name)], call.Text("siren").Replace(" ", "", StringComparison.Ordinal),
            call.Text("recipe") is { Length: > 0 } recipe ? recipe : Recipe, call.Text("profile"));
    }
}
