using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowDefinition;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Workflows.Features.StartByHand;

/// <summary>An operator begins an instance with the inputs that the circuit declares.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class StartModel(DefinitionVersions versions, WorkflowEngine engine, MegalisDb db, Journal journal, TimeProvider clock) : MegalisPage
{
    private const int Longest = 200;

    [BindProperty(SupportsGet = true)]
    public string DefinitionId { get; set; } = "";

    [BindProperty]
    public string? Titre { get; set; }

    [BindProperty]
    public string? Objet { get; set; }

    /// <summary>In the order of <see cref="Inputs"/>.</summary>
    [BindProperty]
    public List<string?> Valeurs { get; set; } = [];

    /// <summary>Of the form: sent twice, it starts once.</summary>
    [BindProperty]
    public string? Cle { get; set; }

    public string Name { get; private set; } = "";
    public int Number { get; private set; }
    public IReadOnlyList<Declaration> Inputs { get; private set; } = [];

    public static IEnumerable<SelectListItem> YesOrNo { get; } = [new("oui", "true"), new("non", "false")];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Cle = Ids.New(clock);
        return await LoadAsync(stop) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!await LoadAsync(stop))
            return NotFound();
        if (!Ids.IsWellFormed(Cle))
            Cle = Ids.New(clock);
        var (input, refusals) = Read();
        if (refusals.Count > 0)
            return Refused(refusals);
        if (await StartAsync(input, stop) is not { } instance)
            return Refused(new Refusal("Ce circuit vient d’être retiré : aucun parcours ne peut commencer."));
        Notice = T["Le parcours a commencé."];
        return LocalRedirect("/admin/circuits/instances/" + instance);
    }

    private async Task<bool> LoadAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        if ((await versions.OfAsync(DefinitionId, stop)).FirstOrDefault(version => version.IsCurrent) is not { } current
            || DefinitionReader.Read((await versions.JsonAsync(DefinitionId, current.Number, stop))!).Definition is not { } definition)
            return false;
        (Name, Number, Inputs) = (definition.Name, current.Number, [.. definition.Inputs.Where(input => input.Name.Length > 0).DistinctBy(input => input.Name)]);
        while (Valeurs.Count < Inputs.Count)
            Valeurs.Add(null);
        return true;
    }

    private (Dictionary<string, JsonNode?> Input, List<Refusal> Refusals) Read()
    {
        var (input, refusals) = (new Dictionary<string, JsonNode?>(), new List<Refusal>());
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (StartForm.Read(Inputs[i], Valeurs[i] ?? "", out var value) is { } refusal)
                refusals.Add(refusal.On($"{nameof(Valeurs)}[{i}]"));
            else if (value is not null)
                input[Inputs[i].Name] = value;
        }

        foreach (var (text, field) in ((string?, string)[])[(Titre, nameof(Titre)), (Objet, nameof(Objet))])
            if (text is { Length: > Longest })
                refusals.Add(new Refusal("{0} caractères au plus.", Longest).On(field));
        return (input, refusals);
    }

    private async Task<string?> StartAsync(Dictionary<string, JsonNode?> input, CancellationToken stop)
    {
        string? started = null;
        await db.TransactAsync(async () =>
        {
            started = await engine.StartAsync(DefinitionId, new WorkflowStart
            {
                Input = input,
                CorrelationId = (Objet ?? "").Trim(),
                Title = (Titre ?? "").Trim(),
                StartedBy = CurrentUser.AccountId,
                Key = $"hand/{DefinitionId}/{Cle}",
            }, stop);
            // The other click of two was quicker: its instance is this one's.
            if (started is null || !db.ChangeTracker.HasChanges())
                return;
            journal.Append("circuit.started", InstanceActs.JournalKind, started, new { DefinitionId, version = Number, Titre, Objet, inputs = input.Keys });
            await db.SaveChangesAsync(stop);
        }, stop);
        return started;
    }
}
