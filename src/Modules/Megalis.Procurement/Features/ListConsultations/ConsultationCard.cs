using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.ListConsultations;

/// <summary>A consultation in its column: the next date and what blocks it, in words.</summary>
internal sealed record ConsultationCard(Consultation Consultation, ConsultationStatus Status, int OpenQuestions, DateTimeOffset Now)
{
    public string Title => Consultation.Objet.Length > 0 ? Consultation.Objet : "(sans objet)";

    public string Nature => Consultation.Nature is { } nature ? OfficialList<Nature>.LabelOf(nature) : "";

    public string NextDate => (Status, Consultation) switch
    {
        (ConsultationStatus.Cancelled, { Cancelled: { } cancelled }) => $"Sans suite depuis le {ParisTime.Date(cancelled.At)}",
        (ConsultationStatus.Opened, { Opened: { } opened }) => $"Plis ouverts le {ParisTime.Date(opened.At)}",
        (ConsultationStatus.Closed, { Deadline: { } deadline }) => $"Close depuis le {ParisTime.Date(deadline)}",
        (_, { Deadline: { } deadline }) => $"Remise des plis le {ParisTime.Date(deadline)} à {ParisTime.Clock(deadline)}",
        _ => "Date limite à fixer",
    };

    /// <summary>What waits for somebody; empty when nothing does.</summary>
    public string Blocks => Status switch
    {
        ConsultationStatus.Draft => ConsultationRules.MissingToPublish(Consultation.AsFacts(), Now) is [var first, ..] ? first.Refusal.ToString() : "",
        ConsultationStatus.Published when OpenQuestions > 0 => OpenQuestions == 1 ? "1 question attend une réponse" : $"{OpenQuestions} questions attendent une réponse",
        ConsultationStatus.Closed => $"Ouverture par {Consultation.OpeningQuorum} personne{(Consultation.OpeningQuorum > 1 ? "s" : "")}",
        _ => "",
    };

    public (ChipState State, string Word) Chip => Status switch
    {
        ConsultationStatus.Draft when Blocks.Length == 0 => (ChipState.Todo, "Prête à publier"),
        ConsultationStatus.Draft => (ChipState.Draft, "Brouillon"),
        ConsultationStatus.Published when Consultation.Deadline - Now < TimeSpan.FromDays(3) => (ChipState.Near, ParisTime.Remaining(Consultation.Deadline!.Value, Now)),
        ConsultationStatus.Published => (ChipState.Open, ParisTime.Remaining(Consultation.Deadline!.Value, Now)),
        ConsultationStatus.Closed => (ChipState.Todo, "Plis à ouvrir"),
        ConsultationStatus.Opened => (ChipState.Done, "Plis ouverts"),
        _ => (ChipState.Closed, "Sans suite"),
    };
}

/// <summary>One of the four columns of « Achats ».</summary>
/// <param name="Key">As the address says it.</param>
internal sealed record BoardColumn(string Key, string Title, string Icon, string Empty, IReadOnlyList<ConsultationStatus> Statuses)
{
    public static IReadOnlyList<BoardColumn> All { get; } =
    [
        new("elaboration", "Élaboration", "pencil-square", "Aucun brouillon.", [ConsultationStatus.Draft]),
        new("consultation", "Consultation", "megaphone", "Aucune consultation en cours.", [ConsultationStatus.Published]),
        new("ouverture", "Ouverture", "envelope-open", "Aucun pli à ouvrir.", [ConsultationStatus.Closed]),
        new("decision", "Décision", "award", "Rien n’attend de décision.", [ConsultationStatus.Opened, ConsultationStatus.Cancelled]),
    ];
}
