using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Recipes;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.StartByRecipe;

/// <summary>
/// Recipe step <c>StartWorkflow</c> (ours, for demonstrations and tests): begins instances once for each key, and lays
/// down the answers of named people, so that an instance stands where its story wants it. recipes/README.md shows an example.
/// </summary>
internal sealed class StartWorkflowStep(MegalisDb db, WorkflowEngine engine, Accounts accounts, PreparedAnswers prepared) : IRecipeStep
{
    public string Name => "StartWorkflow";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["data"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "« data » doit être la liste des circuits à lancer.");
        foreach (var node in context.Step.Items("data"))
        {
            Required(node, "definitionId", "l’identifiant d’un circuit publié", errors);
            Required(node, "key", "ce sous quoi il n’est lancé qu’une fois", errors);
            foreach (var name in (string[])["input", "accounts"])
                if (node[name] is { Kind: not JsonValueKind.Object } wrong)
                    errors.Add(wrong, $"« {name} » est un objet : un membre par entrée du circuit.");
            foreach (var answer in node.Items("answers"))
            {
                Required(answer, "outcome", "l’une des réponses proposées par la tâche", errors);
                Required(answer, "by", "l’adresse du compte qui répond", errors);
            }
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("data"))
            await StartAsync(context, node);
    }

    private static void Required(RecipeNode node, string name, string what, RecipeErrors errors)
    {
        if (string.IsNullOrWhiteSpace(node.TextOf(name)))
            errors.Add(node[name] ?? node, $"« {name} » manque : {what}.");
    }

    private async Task StartAsync(RecipeStepContext context, RecipeNode node)
    {
        var (definitionId, key) = (node.TextOf("definitionId")!, "recipe/" + node.TextOf("key"));
        if (await db.Set<InstanceRow>().AnyAsync(i => i.StartKey == key))
            return;
        var input = new Dictionary<string, JsonNode?>();
        foreach (var value in node["input"]?.Children ?? [])
            input[value.Key!] = value.ToJson();
        foreach (var value in node["accounts"]?.Children ?? [])
            input[value.Key!] = await AccountAsync(context, value);
        var start = new WorkflowStart
        {
            Key = key,
            Input = input,
            Title = node.TextOf("title") ?? "",
            CorrelationId = node.TextOf("correlationId") ?? "",
            StartedBy = node["startedBy"] is { } starter ? await AccountAsync(context, starter) : "",
        };
        if (await engine.StartAsync(definitionId, start) is not { } instance)
        {
            context.Refuse(node, $"aucun circuit publié « {definitionId} ».");
            return;
        }

        await PrepareAsync(context, node, instance);
        await db.SaveChangesAsync();
    }

    private async Task PrepareAsync(RecipeStepContext context, RecipeNode node, string instance)
    {
        var known = await OutcomesAsync(node.TextOf("definitionId")!);
        var number = 0;
        foreach (var answer in node.Items("answers"))
        {
            var outcome = answer.TextOf("outcome")!;
            if (known is not null && !known.Contains(outcome))
                context.Refuse(answer, $"aucune tâche du circuit ne propose la réponse « {outcome} ».");
            prepared.Add(instance, ++number, new PreparedAnswer(outcome, answer.TextOf("comment") ?? "", await AccountAsync(context, answer["by"]!)));
        }
    }

    private async Task<string> AccountAsync(RecipeStepContext context, RecipeNode node)
    {
        if (await accounts.FindByEmailAsync(node.Text ?? "") is { } account)
            return account.Id;
        context.Refuse(node, $"aucun compte « {node.Text} ».");
        return "";
    }

    /// <summary>What its tasks offer; null when one of them computes it.</summary>
    private async Task<HashSet<string>?> OutcomesAsync(string definitionId)
    {
        var row = await db.Set<DefinitionRow>().AsNoTracking().SingleAsync(d => d.DefinitionId == definitionId && d.IsCurrent);
        var (definition, _) = DefinitionReader.Read(row.Json);
        var found = new HashSet<string>();
        foreach (var task in definition!.Activities.Where(a => a.Type == "Megalis.UserTask"))
        {
            if (!task.Inputs.ContainsKey("outcomes"))
                found.Add("Done");
            else if (ActivityPorts.Listed(task, "outcomes") is { } listed)
                found.UnionWith(listed);
            else
                return null;
        }

        return found;
    }
}
