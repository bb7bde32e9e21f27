using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tenants;

/// <summary>What is needed to make a tenant; the recipe does the rest.</summary>
/// <param name="Name">Technical name, see <see cref="TenantNames.CheckName"/>.</param>
/// <param name="Hosts">At least one host name.</param>
/// <param name="Siren">Nine digits, or empty.</param>
/// <param name="Recipe">A recipe file's name under <c>recipes/</c>.</param>
/// <param name="Profile">A name of <see cref="FeatureProfiles"/>, or empty.</param>
public sealed record NewTenant(string Name, string DisplayName, IReadOnlyList<string> Hosts, string Siren, string Recipe, string Profile = "");

/// <summary>A line of the list of tenants.</summary>
public sealed record TenantLine(int Id, string Name, string DisplayName, string Hosts, TenantState State, string Siren, string SetupError);

/// <summary>Sets up a tenant by its recipe, once its row is committed.</summary>
/// <param name="TenantId">The tenant, in state Initializing.</param>
[QueueKind("tenant.setup.v1", Lane.Steps, Label = "Préparation du site d'une collectivité")]
public sealed record SetUpTenant(int TenantId);

/// <summary>
/// Makes and changes tenants. Each change is one transaction that bumps the version every node watches. Callers check
/// who may do it, and write the journal.
/// </summary>
public sealed class TenantRegister(IServiceProvider services, TenantStore store, FeatureCatalogue catalogue)
{
    /// <summary>
    /// Inserts a tenant in state Initializing and the job that sets it up, in one transaction (that of
    /// <paramref name="within"/> when given). Returns why not, or null.
    /// </summary>
    public async Task<Refusal?> AddAsync(NewTenant tenant, MegalisDb? within = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (within is not null)
            return await AddWithinAsync(within, tenant, stop);
        await using var scope = TenantScope.EnterHost(services);
        return await AddWithinAsync(scope.Db, tenant, stop);
    }

    /// <summary>The id of a tenant by its technical name, one of the open transaction too; null when there is none.</summary>
    public static Task<int?> FindIdAsync(string name, MegalisDb within, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(within);
        return within.Set<TenantRow>().Where(t => t.Name == name).Select(t => (int?)t.Id).SingleOrDefaultAsync(stop);
    }

    /// <summary>A page of tenants whose name, host or SIREN contains the words; the portal is not among them.</summary>
    public async Task<(IReadOnlyList<TenantLine> Lines, int Total)> ListAsync(string search, int page, int size, CancellationToken stop = default)
    {
        await using var scope = TenantScope.EnterHost(services);
        var rows = scope.Db.Set<TenantRow>().AsNoTracking().Where(t => t.Name != Tenant.DefaultName);
        foreach (var word in Folded.Of(search).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            rows = rows.Where(t => t.DisplayNameFolded.Contains(word) || t.Hosts.Contains(word) || t.Siren.StartsWith(word));
        var total = await rows.CountAsync(stop);
        var lines = await rows.OrderBy(t => t.DisplayNameFolded).ThenBy(t => t.Id).Skip((page - 1) * size).Take(size)
            .Select(t => new TenantLine(t.Id, t.Name, t.DisplayName, t.Hosts, t.State, t.Siren, t.SetupError)).ToListAsync(stop);
        return (lines, total);
    }

    /// <summary>Opens or closes a tenant. A tenant that is being set up keeps its state.</summary>
    public Task SetStateAsync(int id, TenantState state, string setupError = "", MegalisDb? within = null, CancellationToken stop = default) => ChangeAsync(id, t =>
    {
        t.State = state;
        t.SetupError = setupError;
    }, stop, within);

    /// <summary>Closes a running tenant, unless one of its features has a reason to stay on (<see cref="IKeepOn"/>).</summary>
    public async Task<Refusal?> CloseAsync(Tenant tenant, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (await WhyNotOffAsync(tenant, tenant.Features, stop) is { } kept)
            return kept;
        await SetStateAsync(tenant.Id, TenantState.Disabled, "", null, stop);
        return null;
    }

    /// <summary>Gives a tenant that is not running another try at its recipe.</summary>
    public async Task SetUpAgainAsync(int id, CancellationToken stop = default)
    {
        await SetStateAsync(id, TenantState.Initializing, "", null, stop);
        await using var portal = TenantScope.Enter(services, store.Default);
        await portal.Services.GetRequiredService<Outbox>().AddOnceAsync(new SetUpTenant(id), $"setup-again-{id}", null, stop);
        await portal.Db.SaveChangesAsync(stop);
    }

    /// <summary>Switches features on, with all they need. The refusal names the one that may not be.</summary>
    public async Task<Refusal?> EnableAsync(Tenant tenant, IReadOnlyCollection<string> features, MegalisDb? within = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var profile = await ProfileAsync(tenant, stop);
        foreach (var id in catalogue.WithDependencies(features))
        {
            if (catalogue.Find(id) is not { } feature)
                return new Refusal("Le service « {0} » n'existe pas sur cette plateforme.", id);
            if (feature.DefaultTenantOnly && !tenant.IsDefault)
                return new Refusal("Le service « {0} » est réservé au portail.", feature.Name);
            if (!feature.IsAlwaysEnabled && !profile.Allows(id))
                return new Refusal("Le profil de cette collectivité ne permet pas le service « {0} ».", feature.Name);
        }

        if (features.FirstOrDefault(f => catalogue.Find(f) is null) is { } unknown)
            return new Refusal("Le service « {0} » n'existe pas sur cette plateforme.", unknown);
        await ChangeAsync(tenant.Id, t => t.Features = string.Join(' ', t.Features.Split(' ', StringSplitOptions.RemoveEmptyEntries).Union(features)), stop, within);
        return null;
    }

    /// <summary>Switches features off, with all that need them. The refusal says which may not be, or what keeps one on now (<see cref="IKeepOn"/>).</summary>
    public async Task<Refusal?> DisableAsync(Tenant tenant, IReadOnlyCollection<string> features, MegalisDb? within = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (features.Select(catalogue.Find).FirstOrDefault(f => f?.IsAlwaysEnabled == true) is { } always)
            return new Refusal("Le service « {0} » est toujours actif.", always.Name);
        var off = features.Concat(features.SelectMany(f => catalogue.Dependents(f, tenant.Features)).Select(f => f.Id)).ToHashSet();
        if (await WhyNotOffAsync(tenant, off, stop) is { } kept)
            return kept;
        // What was only on because another needed it stays off when its last dependent goes: chosen ids alone are stored.
        await ChangeAsync(tenant.Id, t => t.Features = string.Join(' ', t.Features.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(off)), stop, within);
        return null;
    }

    /// <summary>Merges settings into the tenant's own; a null value removes its key. Top-level keys as in Orchard's Settings step.</summary>
    public Task ChangeSettingsAsync(int id, JsonObject settings, MegalisDb? within = null, CancellationToken stop = default) =>
        ChangeSettingsAsync(id, _ => settings, within, stop);

    /// <summary>
    /// The same, from what the settings are at that instant: nobody else changes them until this transaction ends. Null changes nothing.
    /// </summary>
    public Task ChangeSettingsAsync(int id, Func<JsonObject, JsonObject?> change, MegalisDb? within = null, CancellationToken stop = default) => ChangeAsync(id, t =>
    {
        ArgumentNullException.ThrowIfNull(change);
        var all = JsonNode.Parse(t.Settings)!.AsObject();
        if (change(all) is not { } settings)
            return;
        foreach (var (key, value) in settings.ToList())
            if (value is null)
                all.Remove(key);
            else
                all[key] = value.DeepClone();
        t.Settings = all.ToJsonString();
        if (settings["SiteName"] is JsonValue name && name.TryGetValue<string>(out var text) && text.Length > 0)
            (t.DisplayName, t.DisplayNameFolded) = (text, Folded.Of(text));
    }, stop, within);

    /// <summary>
    /// Changes one group of the tenant's settings, as it is in the database at this moment; the change gets null while there is none,
    /// and null that it gives back removes the group.
    /// </summary>
    public Task ChangeGroupAsync(int id, string group, Func<JsonNode?, JsonNode?> change, MegalisDb? within = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeSettingsAsync(id, all => new JsonObject { [group] = change(all[group]?.DeepClone()) }, within, stop);
    }

    /// <summary>Chooses a theme of the host.</summary>
    /// <exception cref="ArgumentException">No such theme.</exception>
    public Task SetThemeAsync(int id, string theme, MegalisDb? within = null, CancellationToken stop = default) =>
        catalogue.Themes.Any(t => t.Id == theme)
            ? ChangeAsync(id, t => t.Theme = theme, stop, within)
            : throw new ArgumentException($"No theme '{theme}' in this host.", nameof(theme));

    /// <summary>The first reason why one of these may not go off now; null when there is none.</summary>
    private async Task<Refusal?> WhyNotOffAsync(Tenant tenant, IReadOnlySet<string> off, CancellationToken stop)
    {
        await using var scope = TenantScope.Enter(services, tenant);
        foreach (var (feature, keeper) in scope.Services.GetRequiredService<Contributions>().All<IKeepOn>(scope.Services))
            if (off.Contains(feature) && tenant.Has(feature) && await keeper.WhyNotOffAsync(tenant, stop) is { } kept)
                return kept;
        return null;
    }

    private async Task<Refusal?> AddWithinAsync(MegalisDb db, NewTenant tenant, CancellationToken stop)
    {
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            refusal = await CheckAsync(db, tenant, store.PortalHost, stop);
            if (refusal is not null)
                return;
            var row = new TenantRow
            {
                Name = tenant.Name,
                DisplayName = tenant.DisplayName,
                DisplayNameFolded = Folded.Of(tenant.DisplayName),
                Hosts = string.Join(',', tenant.Hosts.Select(h => h.ToLowerInvariant())),
                State = TenantState.Initializing,
                Theme = "Megalis.Theme.Entite",
                Siren = tenant.Siren,
                RecipeName = tenant.Recipe,
                FeatureProfile = tenant.Profile,
            };
            await store.AddAsync(db, row, stop);
            // The job belongs to the portal: its own tenant serves nothing yet.
            await using var portal = await TenantScope.JoinAsync(services, store.Default, db, stop);
            portal.Services.GetRequiredService<Outbox>().Add(new SetUpTenant(row.Id), dedupeKey: "setup-" + tenant.Name);
            await portal.Db.SaveChangesAsync(stop);
        }, stop);
        return refusal;
    }

    private async Task ChangeAsync(int id, Action<TenantRow> change, CancellationToken stop, MegalisDb? within = null)
    {
        if (within is not null)
        {
            await store.ChangeAsync(within, id, change, stop);
            return;
        }

        await using var scope = TenantScope.EnterHost(services);
        await store.ChangeAsync(scope.Db, id, change, stop);
    }

    private async Task<FeatureProfile> ProfileAsync(Tenant tenant, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        var name = await scope.Db.Set<TenantRow>().Where(t => t.Id == tenant.Id).Select(t => t.FeatureProfile).SingleAsync(stop);
        return store.Default.Settings<FeatureProfiles>(FeatureProfiles.Group).GetValueOrDefault(name) ?? new FeatureProfile();
    }

    private static async Task<Refusal?> CheckAsync(MegalisDb db, NewTenant tenant, string portal, CancellationToken stop)
    {
        if (TenantNames.CheckName(tenant.Name) is { } name)
            return name.On("Name");
        if (tenant.DisplayName.Trim().Length == 0)
            return new Refusal("Donnez le nom de la collectivité, tel qu'il doit être lu.").On("DisplayName");
        if (tenant.Hosts.Count == 0)
            return new Refusal("Donnez au moins un nom de domaine.").On("Hosts");
        if (tenant.Siren.Length > 0 && !Siren.TryParse(tenant.Siren, out _))
            return new Refusal("« {0} » n'est pas un numéro SIREN : neuf chiffres dont le dernier contrôle les autres.", tenant.Siren).On("Siren");
        if (await db.Set<TenantRow>().AnyAsync(t => t.Name == tenant.Name, stop))
            return new Refusal("Le nom technique « {0} » est déjà pris.", tenant.Name).On("Name");
        var taken = (await db.Set<TenantRow>().Select(t => t.Hosts).ToListAsync(stop)).SelectMany(h => h.Split(',')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var host in tenant.Hosts)
            if (TenantNames.CheckHost(host.ToLowerInvariant()) is { } bad)
                return bad.On("Hosts");
            else if (TenantNames.Covers(host, portal))
                return new Refusal("Le nom de domaine « {0} » est celui du portail.", host).On("Hosts");
            else if (taken.Contains(host))
                return new Refusal("Le nom de domaine « {0} » mène déjà à un autre site.", host).On("Hosts");
        return null;
    }
}
