using Megalis.Kernel.Tenants;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ShowDefinition;
using Megalis.Workflows.Features.ShowPicture;
using Megalis.Workflows.Picture;

namespace Megalis.Workflows.Features.ImportDefinition;

/// <summary>A finding as a page tells it.</summary>
/// <param name="Step">What people call the activity; empty when it is the whole file.</param>
internal sealed record NamedFinding(string Step, string Activity, string Code, string Message);

/// <summary>What a file would do if it were published.</summary>
/// <param name="Definition">Null when it cannot be read.</param>
/// <param name="Canonical">What would be stored; empty when something stands in the way.</param>
/// <param name="Identical">The newest published version that does the same; null when there is none.</param>
/// <param name="Last">The last published version, against which <paramref name="Difference"/> is told.</param>
internal sealed record Examined(
    WorkflowDefinition? Definition, IReadOnlyList<NamedFinding> Findings, string Canonical, IReadOnlyList<DefinitionStep> Steps,
    VersionLine? Identical, VersionLine? Last, DefinitionDifference? Difference)
{
    public bool IsSound => Definition is not null && Findings.Count == 0;

    /// <summary>With what is to be mended, or with what changes; null when the file cannot be read.</summary>
    public PictureView? Picture { get; init; }

    /// <summary>It was Orchard's, and was converted.</summary>
    public bool IsOfOrchard { get; init; }
}

/// <summary>Reads a file as publication would, and compares it with what is published. Stores nothing.</summary>
internal sealed class DefinitionExamination(DefinitionVersions versions, ActivityCatalogue catalogue, TenantContext tenant, TimeProvider clock)
{
    public async Task<Examined> ExamineAsync(string json, CancellationToken stop)
    {
        if (OrchardFile.TryConvert(json) is not { } orchard)
            return await ReadAsync(json, stop);
        // An activity without an equal leaves a hole: what follows from it would only repeat it.
        return orchard.Findings.Count > 0
            ? new Examined(null, Named(null, orchard.Findings, ActivityTypes.BuiltIn), "", [], null, null, null) { IsOfOrchard = true }
            : await ReadAsync(orchard.Definition.ToJsonString(), stop) with { IsOfOrchard = true };
    }

    private async Task<Examined> ReadAsync(string json, CancellationToken stop)
    {
        var types = catalogue.Of(tenant.Tenant);
        var (definition, findings) = DefinitionCheck.Check(json, types);
        var named = Named(definition, findings, types);
        if (definition is null)
            return new Examined(null, named, "", [], null, null, null);
        var published = await versions.OfAsync(definition.DefinitionId, stop);
        var hash = DefinitionWriter.Hash(definition);
        var isSound = named.Count == 0;
        var difference = isSound && published.Count > 0 ? await DifferenceAsync(definition, published[0].Number, types, stop) : null;
        return new Examined(
            definition, named, isSound ? DefinitionWriter.Canonical(definition) : "", isSound ? DefinitionSteps.Of(definition, types, clock.GetUtcNow()) : [],
            published.FirstOrDefault(version => version.Hash == hash), published.Count > 0 ? published[0] : null, difference)
        {
            Picture = Drawn(definition, types, isSound ? Changes(difference) : Faults(named)),
        };
    }

    private static PictureView Drawn(WorkflowDefinition definition, ActivityTypes types, Dictionary<string, StepMark> marks)
    {
        var picture = CircuitPicture.Of(definition, types);
        return new PictureView("", definition.Name, picture.Steps, marks) { Bpmn = picture.ToBpmn(), IsOfInstance = false };
    }

    private static Dictionary<string, StepMark> Faults(IEnumerable<NamedFinding> findings) => findings.Where(finding => finding.Activity.Length > 0).GroupBy(finding => finding.Activity)
        .ToDictionary(of => of.Key, of => new StepMark(StepState.Wrong, [.. of.Select(finding => new StepFact(finding.Message, null))]));

    private static Dictionary<string, StepMark> Changes(DefinitionDifference? difference) => (difference?.Activities ?? []).Where(change => change.Kind != ChangeKind.Removed)
        .ToDictionary(change => change.Key, change => new StepMark(change.Kind == ChangeKind.Added ? StepState.Added : StepState.Changed, []));

    private async Task<DefinitionDifference?> DifferenceAsync(WorkflowDefinition definition, int last, ActivityTypes types, CancellationToken stop) =>
        await versions.JsonAsync(definition.DefinitionId, last, stop) is { } json && DefinitionReader.Read(json).Definition is { } before
            ? DefinitionDifference.Between(before, definition, types)
            : null;

    private static List<NamedFinding> Named(WorkflowDefinition? definition, IReadOnlyList<Finding> findings, ActivityTypes types)
    {
        var names = (definition?.Activities ?? []).DistinctBy(activity => activity.Id).ToDictionary(activity => activity.Id, activity => DefinitionWords.NameOf(activity, types));
        return [.. findings.Select(finding => new NamedFinding(names.GetValueOrDefault(finding.Activity, ""), finding.Activity, finding.Code, finding.Message))];
    }
}
