using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowDefinition;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.MigrateInstances;

/// <summary>Plan, dry run and start of a migration. Nothing moves before the dry run was seen.</summary>
[RequirePermission(WorkflowPermissions.Publish)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class MigrateModel(DefinitionVersions versions, MapProposal proposal, MigrationDesk desk, TimeProvider clock) : MegalisPage
{
    [BindProperty(SupportsGet = true)]
    public string DefinitionId { get; set; } = "";

    /// <summary>Numbers of the versions that instances leave.</summary>
    [BindProperty(SupportsGet = true)]
    public List<int> De { get; set; } = [];

    /// <summary>The number of the version that they go to.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Vers { get; set; }

    /// <summary>Old ids, each beside the new one of the same place in <see cref="Nouvelles"/>.</summary>
    [BindProperty]
    public List<string> Anciennes { get; set; } = [];

    [BindProperty]
    public List<string?> Nouvelles { get; set; } = [];

    /// <summary>The migration's id, of the form: sent twice, it begins once.</summary>
    [BindProperty]
    public string? Cle { get; set; }

    public string Name { get; private set; } = "";
    public IReadOnlyList<VersionLine> Versions { get; private set; } = [];
    public VersionLine Target { get; private set; } = null!;
    public IReadOnlyList<MapLine> Lines { get; private set; } = [];

    /// <summary>Null before the dry run.</summary>
    public DryRun? Tried { get; private set; }

    private string Progress => "/admin/circuits/migrations/" + Cle;

    public IEnumerable<VersionLine> Sources => Versions.Where(version => De.Contains(version.Number) && version != Target);

    /// <summary>Instances that the plan is about.</summary>
    public int Concerned => Sources.Sum(version => version.UnderWay);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Cle = Ids.New(clock);
        return await LoadAsync(stop) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken stop)
    {
        if (!await LoadAsync(stop))
            return NotFound();
        Tried = await desk.TryAsync(Order(), stop);
        return Page();
    }

    public async Task<IActionResult> OnPostStartAsync(CancellationToken stop)
    {
        if (!Ids.IsWellFormed(Cle))
            return BadRequest();
        // The quicker of two clicks may have moved every instance by now: nothing would be left to ask for.
        if (await desk.IsStartedAsync(Cle, stop))
            return LocalRedirect(Progress);
        if (!await LoadAsync(stop))
            return NotFound();
        if (Concerned == 0)
            return Refused(new Refusal("Plus aucun parcours n’est en route sur ces versions."));
        if (await desk.StartAsync(Cle, Order(), CurrentUser.AccountId, stop) is { } refusal)
        {
            Tried = await desk.TryAsync(Order(), stop);
            return Refused(refusal);
        }

        return LocalRedirect(Progress);
    }

    public string ChosenFor(MapLine line)
    {
        var at = Anciennes.IndexOf(line.Id);
        return at >= 0 && at < Nouvelles.Count ? Nouvelles[at] ?? "" : line.Suggested;
    }

    /// <summary>What people call a step that is not the same any more; another one by its id.</summary>
    public string NameOf(string activityId) => Lines.FirstOrDefault(line => line.Id == activityId)?.Name ?? activityId;

    private async Task<bool> LoadAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        Versions = await versions.OfAsync(DefinitionId, stop);
        if (Versions.Count < 2 || (Vers is { } wanted ? Versions.FirstOrDefault(version => version.Number == wanted) : Versions[0]) is not { } target)
            return false;
        (Target, Vers) = (target, target.Number);
        if (De.Count == 0)
            De = [.. Versions.Where(version => version != target && version.UnderWay > 0).Select(version => version.Number)];
        Name = DefinitionReader.Read((await versions.JsonAsync(DefinitionId, target.Number, stop))!).Definition?.Name ?? DefinitionId;
        Lines = await proposal.OfAsync([.. Sources.Select(version => version.Id)], target.Id, stop);
        return true;
    }

    private MigrationOrder Order()
    {
        var map = new Dictionary<string, string>();
        foreach (var (old, next) in Anciennes.Zip(Nouvelles))
            if (next is { Length: > 0 })
                map[old] = next;
        return new MigrationOrder(DefinitionId, [.. Sources.Select(version => version.Id)], Target.Id, map);
    }
}
