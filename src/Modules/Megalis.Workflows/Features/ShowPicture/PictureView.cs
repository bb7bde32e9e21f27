using Megalis.Workflows.Picture;

namespace Megalis.Workflows.Features.ShowPicture;

/// <summary>What <c>_Picture.cshtml</c> shows: the drawing of a version, stored or just brought, and the same as a list.</summary>
/// <param name="VersionId">Of a version of this tenant, draft or published: the drawing is read at <see cref="Source"/>. Empty for one that is stored nowhere.</param>
/// <param name="Title">What is drawn, for those who do not see it.</param>
/// <param name="Marks">By activity id; null where nothing runs: then no state is told.</param>
internal sealed record PictureView(string VersionId, string Title, IReadOnlyList<PictureStep> Steps, IReadOnlyDictionary<string, StepMark>? Marks = null)
{
    private static readonly StepState[] OfInstances = [StepState.Done, StepState.Current, StepState.Incident];

    /// <summary>The drawing itself, BPMN 2.0, where it cannot be asked for.</summary>
    public string Bpmn { get; init; } = "";

    /// <summary>Whether the marks are those of an instance: then what has none is still to come.</summary>
    public bool IsOfInstance { get; init; } = true;

    public string Source => VersionId.Length > 0 ? "/admin/circuits/image/" + VersionId : "";

    /// <summary>The states that the drawing tells apart.</summary>
    public IEnumerable<StepState> Legend => Marks is null ? [] : (IsOfInstance ? OfInstances : []).Union(Marks.Values.Select(mark => mark.State)).Where(state => state != StepState.ToCome).Order();

    public StepMark MarkOf(PictureStep step) => Marks?.GetValueOrDefault(step.ActivityId) ?? new StepMark(StepState.ToCome, []);

    /// <summary>For the script: the state of each shape that has one.</summary>
    public string MarksJson => System.Text.Json.JsonSerializer.Serialize(
        Steps.Where(s => MarkOf(s).State != StepState.ToCome).ToDictionary(s => s.ElementId, s => StateWords.Of(MarkOf(s).State).Name));
}
