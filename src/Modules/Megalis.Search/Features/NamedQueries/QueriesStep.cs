using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;
using Megalis.Search.Features.NamedQueries.Templates;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>
/// Orchard's <c>Queries</c>: <c>"Queries": [ { "Source", "Name", "Index", "Template", "Schema", "ReturnContentItems" } ]</c>. Templates
/// for Lucene and Elasticsearch are kept when all that they ask has an equal here; no SQL is run for a recipe. One of a known name is replaced.
/// </summary>
internal sealed class QueriesStep(TenantRegister register, TenantContext tenant, MegalisDb db, TimeProvider clock) : IRecipeStep
{
    private const int MostSchema = 16_384;

    private static readonly string[] Texts = ["Source", "Name", "Index", "Template", "Schema"];

    public string Name => "Queries";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Queries"] is not { Kind: JsonValueKind.Array } list)
        {
            errors.Add(context.Step["Queries"] ?? context.Step, "« Queries » doit être une liste de requêtes.");
            return Task.CompletedTask;
        }

        foreach (var query in list.Children)
            Validate(query, errors);
        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var tooMany = false;
        await register.ChangeGroupAsync(tenant.Tenant.Id, NamedQuerySettings.Group, group =>
        {
            var settings = context.Step.Items("Queries").Aggregate(NamedQuerySettings.Read(group), (all, query) => all.With(Of(query)));
            tooMany = settings.Queries.Count > NamedQuerySettings.Most;
            return settings.ToJson();
        }, db);
        if (tooMany)
            context.Refuse(context.Step["Queries"]!, $"un site a {NamedQuerySettings.Most} requêtes enregistrées au plus.");
    }

    private static NamedQuery Of(RecipeNode query) => new(
        IsCalled(query, "Elasticsearch") ? "Elasticsearch" : "Lucene", query.TextOf("Name")!, query.TextOf("Index") ?? "", query.TextOf("Template")!, query.TextOf("Schema") ?? "",
        query.FlagOf("ReturnContentItems") ?? false);

    private void Validate(RecipeNode query, RecipeErrors errors)
    {
        if (query.Kind != JsonValueKind.Object)
        {
            errors.Add(query, "une requête est un objet : « Source », « Name », « Index », « Template », « Schema », « ReturnContentItems ».");
            return;
        }

        foreach (var member in query.Children)
            CheckMember(member, errors);
        if (query.TextOf("Name") is not { } name || !NamedQuery.IsName(name))
            errors.Add(query["Name"] ?? query, $"« Name » est un nom de {NamedQuery.MostName} caractères au plus : lettres, chiffres, espaces, « - », « _ » et « . », une lettre ou un chiffre d’abord.");
        if (query.TextOf("Schema") is { Length: > MostSchema })
            errors.Add(query["Schema"]!, $"« Schema » a {MostSchema} caractères au plus.");
        CheckSource(query, errors);
    }

    private static void CheckMember(RecipeNode member, RecipeErrors errors)
    {
        if (Texts.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (member.Kind is not (JsonValueKind.String or JsonValueKind.Null))
                errors.Add(member, $"« {member.Key} » doit être un texte.");
        }
        else if (!"ReturnContentItems".Equals(member.Key, StringComparison.OrdinalIgnoreCase))
            errors.Add(member, $"« {member.Key} » n’a pas d’équivalent ici.");
        else if (member.Kind is not (JsonValueKind.True or JsonValueKind.False))
            errors.Add(member, "« ReturnContentItems » doit être vrai ou faux.");
    }

    private void CheckSource(RecipeNode query, RecipeErrors errors)
    {
        if (IsCalled(query, "Sql"))
            errors.Add(query["Source"]!, "une requête SQL n’est pas prise en charge : aucune recette ne fait exécuter de SQL. Récrivez-la avec la source « Lucene ».");
        else if (!IsCalled(query, "Lucene") && !IsCalled(query, "Elasticsearch"))
            errors.Add(query["Source"] ?? query, "« Source » doit être « Lucene » ou « Elasticsearch ».");
        else if (query.TextOf("Template") is not { } template)
            errors.Add(query["Template"] ?? query, "« Template » doit être le texte JSON de la requête.");
        else
            foreach (var fault in QueryTemplate.Read(template, null, clock).Faults)
                errors.Add(query["Template"]!, $"dans le modèle, {fault.Path} : {fault.Why}");
    }

    private static bool IsCalled(RecipeNode query, string source) => source.Equals(query.TextOf("Source"), StringComparison.OrdinalIgnoreCase);
}
