using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowDefinition;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.WithdrawDefinition;

/// <summary>A circuit is taken out of service, or put back: what that means is said before.</summary>
[RequirePermission(WorkflowPermissions.Publish)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class WithdrawModel(DefinitionVersions versions, DefinitionStore store, TimeProvider clock) : MegalisPage
{
    [BindProperty(SupportsGet = true)]
    public string DefinitionId { get; set; } = "";

    public string Name { get; private set; } = "";
    public bool IsWithdrawn { get; private set; }
    public int LastNumber { get; private set; }
    public int UnderWay { get; private set; }
    public IReadOnlyList<string> Starts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        var all = await versions.OfAsync(DefinitionId, stop);
        if (all.Count == 0 || DefinitionReader.Read((await versions.JsonAsync(DefinitionId, all[0].Number, stop))!).Definition is not { } definition)
            return NotFound();
        (Name, IsWithdrawn, LastNumber, UnderWay) = (definition.Name, !all[0].IsCurrent, all[0].Number, all.Sum(version => version.UnderWay));
        Starts = [.. StartTriggers.Of(definition).Select(start => DefinitionWords.Say(start, clock.GetUtcNow()))];
        return Page();
    }

    public async Task<IActionResult> OnPostWithdrawAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        Notice = await store.WithdrawAsync(DefinitionId, CurrentUser.AccountId, stop)
            ? T["Le circuit est retiré : aucun parcours ne commence plus."]
            : T["Le circuit était déjà retiré."];
        return LocalRedirect(DefinitionAddress.Of(DefinitionId));
    }

    public async Task<IActionResult> OnPostRestoreAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        Notice = await store.RestoreAsync(DefinitionId, CurrentUser.AccountId, stop)
            ? T["Le circuit est de nouveau en service."]
            : T["Le circuit était déjà en service."];
        return LocalRedirect(DefinitionAddress.Of(DefinitionId));
    }
}
