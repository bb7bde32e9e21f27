using Megalis.Kernel.Http;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Features.SetUp;

/// <summary>The first step on a server: the portal, when there is none, and its first administrator. Nothing has a known password.</summary>
internal sealed class SetUpVerb : IVerb
{
    public string Name => "setup";

    public string Arguments => "--email ADRESSE [--name \"Prénom Nom\"] [--password-file FICHIER] [--recipe FICHIER] [--site-name \"Nom lu\"]";

    public string Help => "Installe le portail et crée la première personne qui l'administre. Le mot de passe est demandé, ou lu dans un fichier.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Option("--email") is not { } typed)
            return await SayAsync(context, $"{Name} {Arguments}", VerbRunner.BadUsage);
        if (EmailAddress.Check(typed, out var email) is { } malformed)
            return await SayAsync(context, malformed, VerbRunner.BadUsage);
        if (Account.CheckName(context.Option("--name") ?? email, out var name) is { } nameless)
            return await SayAsync(context, nameless, VerbRunner.BadUsage);
        var recipe = context.Option("--recipe");
        var file = recipe is null ? null : context.Services.GetRequiredService<RecipeFiles>().Find(recipe);
        if (recipe is not null && file is null)
            return await SayAsync(context, new Refusal("La recette « {0} » n'existe pas.", recipe), VerbRunner.BadUsage);
        var password = await PasswordPrompt.ReadAsync(context, stop);
        if (password is null)
            return await SayAsync(context, "Donnez le mot de passe par --password-file, ou lancez la commande dans un terminal.", VerbRunner.BadUsage);
        if (Passwords.Check(password, email, name) is { } weak)
            return await SayAsync(context, weak, VerbRunner.BadUsage);
        return await RunAsync(context, new FirstAdministrator(email, name, password, context.Option("--site-name") ?? "Megalis", file), stop);
    }

    private static async Task<int> RunAsync(VerbContext context, FirstAdministrator first, CancellationToken stop)
    {
        var portal = await PortalSetup.EnsureAsync(context.Services, stop);
        await using var scope = TenantScope.Enter(context.Services, portal);
        var problems = await scope.Services.GetRequiredService<SetUp>().RunAsync(first, stop);
        foreach (var problem in problems)
            await context.Error.WriteLineAsync(problem);
        if (problems.Count > 0)
            return VerbRunner.Findings;
        var tenants = context.Services.GetRequiredService<TenantStore>();
        await context.Out.WriteLineAsync($"{tenants.CanonicalUrl(tenants.Default)} : {first.Email} administre le portail.");
        return VerbRunner.Good;
    }

    private static Task<int> SayAsync(VerbContext context, Refusal refusal, int code) => SayAsync(context, refusal.ToString(), code);

    private static async Task<int> SayAsync(VerbContext context, string sentence, int code)
    {
        await context.Error.WriteLineAsync(sentence);
        return code;
    }
}
