using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowPicture;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ShowDefinition;

/// <summary>One circuit: its versions, its steps, what changed, and what may be done with it.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DefinitionModel(DefinitionVersions versions, ActivityCatalogue catalogue, Pictures pictures, Accounts accounts, TimeProvider clock) : MegalisPage
{
    private IReadOnlyDictionary<string, AccountCard> _people = new Dictionary<string, AccountCard>();

    [BindProperty(SupportsGet = true)]
    public string DefinitionId { get; set; } = "";

    /// <summary>The version that is shown; the last one when it is not said.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    /// <summary>The version that it is compared with; the one before when it is not said.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Avec { get; set; }

    public IReadOnlyList<VersionLine> Versions { get; private set; } = [];
    public VersionLine Shown { get; private set; } = null!;
    public WorkflowDefinition Definition { get; private set; } = null!;
    public IReadOnlyList<DefinitionStep> Steps { get; private set; } = [];

    /// <summary>What begins instances by itself, in words.</summary>
    public IReadOnlyList<string> Starts { get; private set; } = [];

    /// <summary>Of the version that is shown.</summary>
    public PictureView? Picture { get; private set; }

    /// <summary>Null when there is nothing to compare with.</summary>
    public DefinitionDifference? Difference { get; private set; }
    public bool MayPublish { get; private set; }

    public bool IsWithdrawn => !Versions.Any(version => version.IsCurrent);

    /// <summary>Instances under way on versions before the last one: a migration has something to do.</summary>
    public int LeftBehind => Versions.Skip(1).Sum(version => version.UnderWay);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        Versions = await versions.OfAsync(DefinitionId, stop);
        if ((Version is { } asked ? Versions.FirstOrDefault(version => version.Number == asked) : Versions.Count > 0 ? Versions[0] : null) is not { } shown)
            return NotFound();
        Shown = shown;
        Definition = (await ReadAsync(shown.Number, stop))!;
        var types = catalogue.Of(Tenant);
        (Steps, Starts) = (DefinitionSteps.Of(Definition, types, clock.GetUtcNow()), [.. StartTriggers.Of(Definition).Select(start => DefinitionWords.Say(start, clock.GetUtcNow()))]);
        Picture = await pictures.ShowAsync(shown.Id, stop: stop);
        Avec ??= Versions.Where(version => version.Number < shown.Number).Select(version => (int?)version.Number).FirstOrDefault();
        if (Avec is { } other && other != shown.Number && await ReadAsync(other, stop) is { } before)
            Difference = DefinitionDifference.Between(before, Definition, types);
        _people = await accounts.FindAsync([.. Versions.Select(version => version.PublishedBy).Where(id => id.Length > 0).Distinct()], stop);
        MayPublish = await CurrentUser.MayAsync(WorkflowPermissions.Publish, stop);
        return Page();
    }

    /// <summary>Elsa 3's JSON, in the form that is stored.</summary>
    public async Task<IActionResult> OnGetJsonAsync(int number, CancellationToken stop)
    {
        DefinitionId = DefinitionAddress.Read(DefinitionId);
        if (await versions.JsonAsync(DefinitionId, number, stop) is not { } json)
            return NotFound();
        var name = SafeFileName.Clean(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{DefinitionId}-v{number}.json")).Name;
        return File(Encoding.UTF8.GetBytes(json), "application/json", name);
    }

    /// <summary>Empty: a recipe published it.</summary>
    public string PublisherOf(VersionLine version) => _people.GetValueOrDefault(version.PublishedBy)?.DisplayName ?? "";

    private async Task<WorkflowDefinition?> ReadAsync(int number, CancellationToken stop) =>
        await versions.JsonAsync(DefinitionId, number, stop) is { } json ? DefinitionReader.Read(json).Definition : null;
}
