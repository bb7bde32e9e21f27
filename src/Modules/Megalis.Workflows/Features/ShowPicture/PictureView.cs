using Megalis.Workflows.Picture;

namespace Megalis.Workflows.Features.ShowPicture;

/// <summary>Where a step of the drawing stands.</summary>
internal enum StepState
{
    ToCome,
    Done,
    Current,
    Incident,
}

/// <summary>A state, and the sentences beside it in the list: who did what and when.</summary>
internal sealed record StepMark(StepState State, IReadOnlyList<StepFact> Facts);

/// <param name="At">Null for what has no instant.</param>
internal sealed record StepFact(string Text, DateTimeOffset? At);

/// <summary>What <c>_Picture.cshtml</c> shows: the drawing of a stored version, and the same as a list.</summary>
/// <param name="VersionId">Of a version of this tenant, draft or published: the drawing is read at <see cref="Source"/>.</param>
/// <param name="Title">What is drawn, for those who do not see it.</param>
/// <param name="Marks">By activity id; null where nothing runs: then no state is told.</param>
internal sealed record PictureView(string VersionId, string Title, IReadOnlyList<PictureStep> Steps, IReadOnlyDictionary<string, StepMark>? Marks = null)
{
    public string Source => "/admin/circuits/image/" + VersionId;

    public StepMark MarkOf(PictureStep step) => Marks?.GetValueOrDefault(step.ActivityId) ?? new StepMark(StepState.ToCome, []);

    /// <summary>For the script: the state of each shape that has one.</summary>
    public string MarksJson => System.Text.Json.JsonSerializer.Serialize(
        Steps.Where(s => MarkOf(s).State != StepState.ToCome).ToDictionary(s => s.ElementId, s => MarkOf(s).State.ToString().ToLowerInvariant()));
}
