using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Recipes.Verbs;

/// <summary>Runs a recipe for a tenant, the portal when none is named.</summary>
internal sealed class RecipeRunVerb : IVerb
{
    private const string TenantOption = "--tenant";
    private const string ParameterOption = "--parameter";

    public string Name => "recipe run";

    public string Arguments => "FICHIER [--tenant NOM] [--parameter NOM=VALEUR]...";

    public string Help => "Exécute une recette, tout entière ou pas du tout.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var tenants = context.Services.GetRequiredService<TenantStore>();
        if (context.Files(TenantOption, ParameterOption) is not [var name] || Parameters(context.Arguments) is not { } parameters)
            return await SayAsync(context, $"{Name} {Arguments}");
        if (context.Services.GetRequiredService<RecipeFiles>().Find(name) is not { } file)
            return await SayAsync(context, $"La recette « {name} » n’existe pas.");
        if (tenants.Find(context.Option(TenantOption) ?? Tenant.DefaultName) is not { } tenant)
            return await SayAsync(context, $"Aucun site « {context.Option(TenantOption) ?? Tenant.DefaultName} ».");
        await using var scope = TenantScope.Enter(context.Services, tenant);
        var outcome = await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, parameters, stop);
        foreach (var error in outcome.Errors)
            await context.Error.WriteLineAsync(error.ToString());
        await context.Error.WriteLineAsync(outcome.Succeeded ? $"Étapes exécutées : {outcome.Steps}." : "Rien n’a été fait.");
        return outcome.Succeeded ? VerbRunner.Good : VerbRunner.Findings;
    }

    private static Dictionary<string, string>? Parameters(IReadOnlyList<string> arguments)
    {
        var parameters = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] != ParameterOption) continue;
            if (i + 1 == arguments.Count || arguments[i + 1].Split('=', 2) is not [var name, var value]) return null;
            parameters[name] = value;
        }

        return parameters;
    }

    private static async Task<int> SayAsync(VerbContext context, string sentence)
    {
        await context.Error.WriteLineAsync(sentence);
        return VerbRunner.BadUsage;
    }
}
