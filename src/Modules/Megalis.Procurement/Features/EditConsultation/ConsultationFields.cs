using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>One thing that a form says, to be compared with what another form says of it.</summary>
/// <param name="IsPublic">Companies read it, so that its correction is told to them.</param>
internal sealed record ConsultationField(string Name, string Label, Func<ConsultationForm, string> Text, Action<ConsultationForm, ConsultationForm> Copy, bool IsPublic = true)
{
    public bool IsSame(ConsultationForm one, ConsultationForm other) => Text(one) == Text(other);
}

/// <summary>Everything that the form holds, in its order.</summary>
internal static class ConsultationFields
{
    public static IReadOnlyList<ConsultationField> All { get; } =
    [
        new("Objet", "Objet", f => Plain(f.Objet), (from, to) => to.Objet = from.Objet),
        new("Description", "Présentation", f => Plain(f.Description), (from, to) => to.Description = from.Description),
        new("Nature", "Nature", f => f.Nature is { } n ? OfficialList<Nature>.LabelOf(n) : "", (from, to) => to.Nature = from.Nature),
        new("Commune", "Commune", f => Plain(f.Commune), (from, to) => to.Commune = from.Commune),
        new("Departement", "Département", f => Plain(f.Departement), (from, to) => to.Departement = from.Departement),
        new("Deadline", "Date limite", DeadlineText, (from, to) => to.Deadline = from.Deadline),
        new("Procedure", "Procédure", f => OfficialList<Procedure>.LabelOf(f.Procedure), (from, to) => to.Procedure = from.Procedure),
        new("Techniques", "Techniques d’achat", f => Labels(f.Techniques, Technique.SansObjet), (from, to) => to.Techniques = from.Techniques),
        new("Modalites", "Modalités d’exécution", f => Labels(f.Modalites, ModaliteExecution.SansObjet), (from, to) => to.Modalites = from.Modalites),
        new("Sociales", "Considérations sociales", f => Labels(f.Sociales, ConsiderationSociale.Aucune), (from, to) => to.Sociales = from.Sociales),
        new("Environnementales", "Considérations environnementales", f => Labels(f.Environnementales, ConsiderationEnvironnementale.Aucune), (from, to) => to.Environnementales = from.Environnementales),
        new("IsInnovant", "Achat innovant", f => f.IsInnovant ? "oui" : "non", (from, to) => to.IsInnovant = from.IsInnovant),
        new("Cpv", "Code CPV principal", f => Plain(f.Cpv), (from, to) => to.Cpv = from.Cpv),
        new("OtherCpv", "Autres codes CPV", f => Plain(f.OtherCpv), (from, to) => to.OtherCpv = from.OtherCpv),
        new("Lots", "Lots", LotsText, (from, to) => to.Lots = from.Lots),
        new("Estimated", "Valeur estimée", f => Plain(f.Estimated), (from, to) => to.Estimated = from.Estimated, IsPublic: false),
        new("OpeningQuorum", "Personnes à l’ouverture", QuorumText, (from, to) => (to.OpeningQuorum, to.QuorumReason) = (from.OpeningQuorum, from.QuorumReason), IsPublic: false),
        new("Contact", "Contact", f => string.Join(" · ", new[] { f.ContactName, f.ContactEmail, f.ContactPhone }.Select(Plain).Where(t => t.Length > 0)), CopyContact),
    ];

    /// <summary>« Objet : « ... » devient « ... » », for the public history.</summary>
    public static IReadOnlyList<string> Sentences(ConsultationForm before, ConsultationForm after) =>
        [.. All.Where(f => f.IsPublic && !f.IsSame(before, after)).Select(f => $"{f.Label} : {Quoted(f.Text(before))} devient {Quoted(f.Text(after))}.")];

    private static string Quoted(string text) => text.Length == 0
        ? "(rien)"
        : $"«{FrenchTypography.NoBreakSpace}{(text.Length > 300 ? text[..300] + "…" : text)}{FrenchTypography.NoBreakSpace}»";

    private static string Plain(string? text) => (text ?? "").Trim().ReplaceLineEndings("\n");

    private static string DeadlineText(ConsultationForm form) =>
        ConsultationWriter.ReadDeadline(form.Deadline, out var deadline) is null && deadline is { } instant ? ParisTime.Full(instant) : Plain(form.Deadline);

    private static string Labels<T>(List<T> values, T none) where T : struct, Enum =>
        values.Count == 0 ? OfficialList<T>.LabelOf(none) : string.Join(", ", values.Order().Select(OfficialList<T>.LabelOf));

    private static string LotsText(ConsultationForm form) => string.Join('\n', form.Lots.Where(l => !l.IsBlank)
        .Select((l, i) => $"{(i + 1).ToString(CultureInfo.InvariantCulture)}. {Plain(l.Objet)} {Plain(l.Cpv)}".TrimEnd()));

    private static string QuorumText(ConsultationForm form) =>
        form.OpeningQuorum.ToString(CultureInfo.InvariantCulture) + (form.OpeningQuorum == 1 ? $" ({Plain(form.QuorumReason)})" : "");

    private static void CopyContact(ConsultationForm from, ConsultationForm to) =>
        (to.ContactName, to.ContactEmail, to.ContactPhone) = (from.ContactName, from.ContactEmail, from.ContactPhone);
}
