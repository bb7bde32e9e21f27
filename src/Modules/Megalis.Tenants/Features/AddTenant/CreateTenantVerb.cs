using System.Text.Json;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Megalis.Tenants.Contracts;
using Megalis.Tenants.Features.PrepareTenant;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Features.AddTenant;

internal sealed class CreateTenantVerb : IVerb
{
    public string Name => "tenant create";
    public string Arguments => "NOM --host DOMAINE[,DOMAINE] [--name \"Nom lu\"] [--siren SIREN] [--recipe FICHIER] [--profile PROFIL] [--json]";
    public string Help => "Crée le site d'une collectivité et le prépare par sa recette. Avec --siren, le nom vient de la liste officielle.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var names = context.Files("--host", "--name", "--siren", "--recipe", "--profile");
        if (names.Count != 1 || context.Option("--host") is not { } hosts)
        {
            await context.Error.WriteLineAsync($"{Name} {Arguments}");
            return VerbRunner.BadUsage;
        }

        var siren = context.Option("--siren") ?? "";
        var tenant = new NewTenant(
            names[0], context.Option("--name") ?? Place.Find(siren)?.Name ?? names[0], hosts.Split(','), siren,
            context.Option("--recipe") ?? "collectivite.recipe.json", context.Option("--profile") ?? "");
        var store = context.Services.GetRequiredService<TenantStore>();
        if (await context.Services.GetRequiredService<TenantRegister>().AddAsync(tenant, null, stop) is { } refusal)
        {
            await context.Error.WriteLineAsync(refusal.ToString());
            return VerbRunner.Findings;
        }

        await store.RefreshAsync(stop);
        await using var portal = TenantScope.Enter(context.Services, store.Default);
        var error = await TenantSetup.RunAsync(portal.Services, portal.Db, store.Find(tenant.Name)!.Id, stop);
        await context.Out.WriteLineAsync(context.Json
            ? JsonSerializer.Serialize(new { name = tenant.Name, url = store.CanonicalUrl(store.Find(tenant.Name)!), error })
            : error ?? $"{tenant.DisplayName} : {store.CanonicalUrl(store.Find(tenant.Name)!)}");
        return error is null ? VerbRunner.Good : VerbRunner.Findings;
    }
}
