using System.Globalization;
using System.Text.Json;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.LoadAlerts;

/// <summary>Recipe step <c>Alerts</c> (ours, for demonstrations): saved searches of existing accounts on this site. recipes/README.md shows an example.</summary>
internal sealed class AlertsStep(MegalisDb db, SavedSearches searches, CriteriaReader reader, Accounts accounts, TenantContext tenant, TimeProvider clock) : IRecipeStep
{
    private const int LongestRun = 365;

    public string Name => "Alerts";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Alerts"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Alerts » manque.");
        foreach (var node in context.Step.Items("Alerts"))
        {
            if (string.IsNullOrEmpty(node.TextOf("Email")))
                errors.Add(node, "« Email » manque : l’adresse d’un compte.");
            if (node.TextOf("Query") is not { Length: <= 4096 } query || !query.StartsWith('?'))
                errors.Add(node, "« Query » manque : ce qui suit « /marches » dans l’adresse d’une recherche, par exemple « ?q=toiture&dep=56 ».");
            if (RhythmOf(node) is null)
                errors.Add(node["Rhythm"]!, "« Rhythm » est « Immediate », « Daily » ou « Weekly ».");
            if (DaysOf(node) is null)
                errors.Add(node["Days"]!, "« Days » est un nombre de jours, de 0 à 365.");
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("Alerts"))
            await SaveAsync(context, node);
    }

    private async Task SaveAsync(RecipeStepContext context, RecipeNode node)
    {
        var account = await accounts.FindByEmailAsync(node.TextOf("Email")!);
        if (account is null)
            context.Refuse(node, $"aucun compte pour l’adresse « {node.TextOf("Email")} ».");
        var criteria = reader.Read(node.TextOf("Query")!, tenant.Tenant);
        var hash = SavedSearch.HashOf(criteria.Query);
        if (await db.Set<SavedSearch>().AnyAsync(s => s.AccountId == account.Id && s.TenantId == tenant.Tenant.Id && s.QueryHash == hash))
            return;
        var wish = new Wish(tenant.Tenant.Id, criteria.Query, SavedSearch.NameOr(node.TextOf("Name"), criteria.ProposedName), RhythmOf(node)!.Value);
        var (search, refusal) = await searches.SaveAsync(Owner.Of(account), "", wish, ask: null, CancellationToken.None);
        if (search is null)
            context.Refuse(node, refusal!.ToString());
        search.RunSince(clock.GetUtcNow().AddDays(-DaysOf(node)!.Value));
        await db.SaveChangesAsync();
    }

    private static Rhythm? RhythmOf(RecipeNode node) =>
        node["Rhythm"] is null ? Rhythm.Daily : Enum.TryParse<Rhythm>(node.TextOf("Rhythm"), out var rhythm) && Enum.IsDefined(rhythm) ? rhythm : null;

    private static int? DaysOf(RecipeNode node) =>
        node["Days"] is not { } days ? 0 : int.TryParse(days.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= LongestRun ? count : null;
}
