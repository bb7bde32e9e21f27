using System.Globalization;
using System.Text.Json;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Recipes;
using Megalis.Tenants.Contracts;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features.LoadAdhesions;

/// <summary>
/// Recipe step <c>Adhesions</c> (ours, for demonstrations): confirmed requests. The step <c>StartWorkflow</c> gives them their
/// circuit, by the id as correlation. recipes/README.md shows an example.
/// </summary>
internal sealed class AdhesionsStep(MegalisDb db, WorkflowEngine engine, TenantAddresses addresses, TimeProvider clock) : IRecipeStep
{
    private const int LongestAgo = 365;

    public string Name => "Adhesions";

    public async Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Adhesions"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Adhesions » manque.");
        foreach (var node in context.Step.Items("Adhesions"))
        {
            if (node.TextOf("Id") is not { Length: 26 } id || !id.All(char.IsAsciiLetterOrDigit))
                errors.Add(node, "« Id » manque : vingt-six lettres ou chiffres.");
            if (FormOf(node) is not { } form)
                errors.Add(node["Kind"] ?? node, "« Kind » est « Commune », « Epci », « Departement », « Region », « Ccas », « Syndicat » ou « Autre ».");
            else
                await CheckAsync(node, form, context.Plan.IsOffline, errors);
            if (DaysOf(node) is null)
                errors.Add(node["Days"]!, "« Days » est un nombre de jours, de 0 à 365.");
        }
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var node in context.Step.Items("Adhesions"))
        {
            var id = node.TextOf("Id")!;
            if (!await db.Set<Adhesion>().AnyAsync(a => a.Id == id))
                await AddAsync(node, id);
        }

        await db.SaveChangesAsync();
    }

    private async Task AddAsync(RecipeNode node, string id)
    {
        var at = clock.GetUtcNow().AddDays(-DaysOf(node)!.Value);
        var adhesion = new Adhesion { Id = id, CreatedAt = at };
        FormOf(node)!.WriteTo(adhesion);
        adhesion.Add(AdhesionFactKind.Asked, "", "", at);
        adhesion.Confirm(at.AddMinutes(7));
        adhesion.MoveTo(AdhesionState.Verification, "", at.AddMinutes(7));
        db.Add(adhesion);
        if (node["Convention"] is not { } signed)
            return;
        adhesion.Convention = new Convention
        {
            AdhesionId = id,
            Number = signed.TextOf("Number") ?? "",
            SignedOn = DateOnly.FromDateTime(at.DateTime).AddDays(1),
            RecordedAt = clock.GetUtcNow(),
        };
        // Lies there until the circuit comes to wait for it.
        await engine.SendAsync(AdhesionBook.SignedEvent, id, null, id);
    }

    /// <summary>The rules of the form, by the same sentences. A request that exists may keep its address: it is left as it is.</summary>
    private async Task CheckAsync(RecipeNode node, AdhesionForm form, bool isOffline, RecipeErrors errors)
    {
        var id = node.TextOf("Id");
        var own = isOffline ? null : await db.Set<Adhesion>().Where(a => a.Id == id).Select(a => a.Address).SingleOrDefaultAsync();
        foreach (var refusal in form.Check(addresses, own ?? ""))
            errors.Add(node[refusal.Field] ?? node, refusal.ToString());
    }

    private static AdhesionForm? FormOf(RecipeNode node) => Enum.TryParse<EntiteKind>(node.TextOf("Kind"), out var kind) && Enum.IsDefined(kind)
        ? new AdhesionForm
        {
            Siren = node.TextOf("Siren"),
            Name = node.TextOf("Name"),
            Kind = kind,
            Commune = node.TextOf("Commune"),
            Population = int.TryParse(node["Population"]?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var people) ? people : null,
            Address = node.TextOf("Address"),
            Services = [.. node.Items("Services").Select(s => s.Text ?? "")],
            Message = node.TextOf("Message"),
            ContactName = node.TextOf("ContactName"),
            ContactRole = node.TextOf("ContactRole"),
            ContactEmail = node.TextOf("ContactEmail"),
            ContactPhone = node.TextOf("ContactPhone"),
            SignatoryName = node.TextOf("SignatoryName"),
            SignatoryRole = node.TextOf("SignatoryRole"),
        }
        : null;

    private static int? DaysOf(RecipeNode node) =>
        node["Days"] is not { } days ? 0 : int.TryParse(days.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= LongestAgo ? count : null;
}
