using Megalis.Kernel.Http.TagHelpers;

namespace Megalis.Workflows.Features.ShowPicture;

/// <summary>Where a step of the drawing stands, or what a file that was brought would do to it.</summary>
internal enum StepState
{
    ToCome,
    Done,
    Undone,
    Current,
    Incident,
    Wrong,
    Added,
    Changed,
}

/// <summary>A state in a word, with its icon: on the drawing, in its legend and in the list. Never a colour alone.</summary>
/// <param name="Name">In the stylesheet and the script.</param>
internal sealed record StateWords(string Name, string Label, string Icon, ChipState Chip)
{
    private static readonly Dictionary<StepState, StateWords> All = new()
    {
        [StepState.ToCome] = new("", "À venir", "clock", ChipState.Scheduled),
        [StepState.Done] = new("done", "Fait", "check-circle-fill", ChipState.Done),
        [StepState.Undone] = new("undone", "Défait", "arrow-counterclockwise", ChipState.Closed),
        [StepState.Current] = new("current", "En cours", "geo-alt", ChipState.Running),
        [StepState.Incident] = new("incident", "Incident", "exclamation-triangle-fill", ChipState.Refused),
        [StepState.Wrong] = new("incident", "À corriger", "exclamation-triangle-fill", ChipState.Refused),
        [StepState.Added] = new("done", "Ajouté", "plus-circle", ChipState.Done),
        [StepState.Changed] = new("current", "Modifié", "pencil", ChipState.Info),
    };

    public static StateWords Of(StepState state) => All[state];
}

/// <summary>A state, and the sentences beside it in the list: who did what and when.</summary>
internal sealed record StepMark(StepState State, IReadOnlyList<StepFact> Facts);

/// <param name="At">Null for what has no instant.</param>
internal sealed record StepFact(string Text, DateTimeOffset? At);
