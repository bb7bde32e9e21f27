namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>A field that two people changed at the same time: both texts, for the second one to choose.</summary>
internal sealed record MergeChoice(ConsultationField Field, string Theirs, string Mine);

/// <summary>
/// Puts two edits of one form together. What only the other changed is taken; what only I changed is kept; what both
/// changed is for me to choose, and neither text is lost.
/// </summary>
internal sealed class ConsultationMerge
{
    /// <param name="original">What I began from; null compares two forms only.</param>
    /// <param name="stored">What the other saved meanwhile.</param>
    /// <param name="mine">What I typed; takes what is theirs alone.</param>
    /// <param name="keep">Choices already made, field name to « eux » or « moi ».</param>
    public ConsultationMerge(ConsultationForm? original, ConsultationForm stored, ConsultationForm mine, IReadOnlyDictionary<string, string> keep)
    {
        foreach (var field in ConsultationFields.All.Where(f => !f.IsSame(stored, mine)))
        {
            var chosen = keep.GetValueOrDefault(field.Name);
            if (chosen == "eux" || (original is not null && field.IsSame(original, mine)))
                Take(field, stored, mine);
            else if (original is null ? chosen != "moi" : !field.IsSame(original, stored))
                Choices.Add(new MergeChoice(field, field.Text(stored), field.Text(mine)));
        }
    }

    /// <summary>Empty when the two edits fit together.</summary>
    public List<MergeChoice> Choices { get; } = [];

    /// <summary>Labels of what was taken from the other's edit.</summary>
    public List<string> Taken { get; } = [];

    private void Take(ConsultationField field, ConsultationForm stored, ConsultationForm mine)
    {
        Taken.Add(field.Label);
        field.Copy(stored, mine);
    }
}
