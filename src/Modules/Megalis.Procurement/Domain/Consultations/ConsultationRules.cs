using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Domain;

/// <summary>
/// What the rules look at, whatever row or form it comes from. Instants in UTC.
/// </summary>
/// <param name="DceFiles">Files of the DCE that are stored and would be published.</param>
internal sealed record ConsultationFacts(
    string? Objet,
    Nature? Nature,
    Procedure Procedure,
    string? PlaceCode,
    Deadline? Deadline,
    int DceFiles,
    OuvertureRule Opening,
    DateTimeOffset? PublishedAt = null,
    DateTimeOffset? OpenedAt = null,
    DateTimeOffset? CancelledAt = null)
{
    public ConsultationStatus StatusAt(DateTimeOffset now) => this switch
    {
        { CancelledAt: not null } => ConsultationStatus.Cancelled,
        { OpenedAt: not null } => ConsultationStatus.Opened,
        { PublishedAt: null } => ConsultationStatus.Draft,
        { Deadline: { } deadline } when deadline.HasPassed(now) => ConsultationStatus.Closed,
        _ => ConsultationStatus.Published,
    };
}

/// <summary>
/// The life of a consultation, from draft to opened. Each rule answers null, or the sentence that the buyer reads:
/// what is wrong, and what to write instead. What the law leaves to the buyer's judgement warns instead of refusing:
/// see <see cref="ConsultationWarnings"/>.
/// </summary>
internal static class ConsultationRules
{
    /// <summary>DECP 2.0.3, « objet ».</summary>
    public const int LongestObjet = 1000;

    /// <summary>All that lacks at once, by section, so that a checklist can show it; empty when it may be published.</summary>
    public static IReadOnlyList<(string Section, Refusal Refusal)> MissingToPublish(ConsultationFacts facts, DateTimeOffset now)
    {
        List<(string, Refusal?)> checks =
        [
            ("objet", CheckObjet(facts.Objet)),
            ("nature", facts.Nature is null ? new("Choisissez travaux, fournitures ou services.") : null),
            ("lieu", string.IsNullOrWhiteSpace(facts.PlaceCode) ? new("Indiquez la commune ou le département où le marché s’exécute.") : null),
            ("deadline", CheckDeadline(facts.Deadline, now)),
            ("dce", facts.DceFiles == 0 ? new("Ajoutez au moins un fichier au dossier de consultation : sans lui, une entreprise ne peut pas répondre.") : null),
            ("ouverture", facts.Opening.Check(facts.Procedure)),
        ];
        return [.. from check in checks where check.Item2 is not null select (check.Item1, check.Item2!)];
    }

    public static Refusal? Publish(ConsultationFacts facts, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Draft => MissingToPublish(facts, now).Select(missing => missing.Refusal).FirstOrDefault(),
        ConsultationStatus.Cancelled => new("Cette consultation est sans suite : créez-en une nouvelle à partir d’elle."),
        _ => new("Cette consultation est déjà publiée."),
    };

    /// <summary>
    /// A published deadline moves only before it has passed, to an instant still to come, for a reason that the
    /// companies read. Moving it earlier is allowed for a mistake (article R. 2151-4 asks for more time, never for
    /// less, when the documents change): the warnings say what it costs.
    /// </summary>
    public static Refusal? ChangeDeadline(ConsultationFacts facts, Deadline? wanted, string? reason, DateTimeOffset now)
    {
        switch (facts.StatusAt(now))
        {
            case ConsultationStatus.Draft:
                return CheckDeadline(wanted, now);
            case ConsultationStatus.Closed or ConsultationStatus.Opened:
                return new("La date limite est passée : elle ne peut plus être changée. Déclarez la consultation sans suite et relancez-la.");
            case ConsultationStatus.Cancelled:
                return new("Cette consultation est sans suite : sa date limite ne peut plus être changée.");
        }
        if (CheckDeadline(wanted, now) is { } refusal)
            return refusal;
        if (wanted == facts.Deadline)
            return new("C’est déjà la date limite publiée.");
        return string.IsNullOrWhiteSpace(reason)
            ? new("Dites aux entreprises pourquoi la date limite change.")
            : null;
    }

    /// <summary>The DCE may change until the deadline; each change is a version, and those who withdrew it are told.</summary>
    public static Refusal? ChangeDce(ConsultationFacts facts, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Draft or ConsultationStatus.Published => null,
        ConsultationStatus.Cancelled => new("Cette consultation est sans suite : son dossier ne peut plus être modifié."),
        _ => new("La date limite est passée : le dossier de consultation ne peut plus être modifié."),
    };

    public static Refusal? Cancel(ConsultationFacts facts, string? reason, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Draft => new("Un brouillon se supprime ; seule une consultation publiée se déclare sans suite."),
        ConsultationStatus.Cancelled => new("Cette consultation est déjà sans suite."),
        _ when string.IsNullOrWhiteSpace(reason) => new("Dites pourquoi la procédure est sans suite : les entreprises doivent en connaître les raisons (article R. 2185-2 du code de la commande publique)."),
        _ => null,
    };

    /// <summary>A question may be asked while there is time to answer it: until the deadline.</summary>
    public static Refusal? AskQuestion(ConsultationFacts facts, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Published => null,
        ConsultationStatus.Closed or ConsultationStatus.Opened => new("La date limite est passée : l’acheteur ne répond plus aux questions ici."),
        _ => new("Cette consultation n’est pas ouverte aux questions."),
    };

    /// <summary>An answer, and the correction of one, may be published while companies can still use it: until the deadline.</summary>
    public static Refusal? Answer(ConsultationFacts facts, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Published => null,
        ConsultationStatus.Closed or ConsultationStatus.Opened => new("La date limite est passée : plus aucune entreprise ne pourrait tenir compte d’une réponse. Celles qui sont publiées restent telles qu’elles ont été lues."),
        ConsultationStatus.Cancelled => new("Cette consultation est sans suite : ses réponses restent telles qu’elles ont été lues."),
        _ => new("Cette consultation n’est pas publiée."),
    };

    /// <summary>
    /// Whether what companies learn now comes later than six days before the deadline. In formalised procedures the deadline is then
    /// to be moved when it matters to their offers (CCP R. 2132-6, R. 2151-4); in others it is a measure of the time that they need.
    /// The buyer judges; nothing is refused.
    /// </summary>
    public static bool IsLateToInform(ConsultationFacts facts, DateTimeOffset now) =>
        facts.StatusAt(now) is ConsultationStatus.Published && facts.Deadline is { } deadline && deadline.Instant - now < TimeSpan.FromDays(6);

    /// <summary>
    /// A pli is received whatever the hour, and marked when late. Only what is not, or no longer, a consultation
    /// receives none.
    /// </summary>
    public static Refusal? ReceivePli(ConsultationFacts facts, DateTimeOffset now) => facts.StatusAt(now) switch
    {
        ConsultationStatus.Draft => new("Cette consultation n’est pas publiée."),
        ConsultationStatus.Cancelled => new("Cette consultation a été déclarée sans suite : l’acheteur ne reçoit plus de pli."),
        _ => null,
    };

    /// <summary>
    /// The buyer learns what the plis hold, and who sent them, only once the deadline has passed
    /// (article R. 2132-9).
    /// </summary>
    public static bool MaySeeDeposits(ConsultationFacts facts, DateTimeOffset now) =>
        facts.StatusAt(now) is ConsultationStatus.Closed or ConsultationStatus.Opened
        || (facts.StatusAt(now) is ConsultationStatus.Cancelled && facts.Deadline is { } deadline && deadline.HasPassed(now));

    public static Refusal? Open(ConsultationFacts facts, IEnumerable<string> present, DateTimeOffset now)
    {
        switch (facts.StatusAt(now))
        {
            case ConsultationStatus.Closed:
                return facts.Opening.CheckPresent(present);
            case ConsultationStatus.Published:
                return new("Les plis ne s’ouvrent qu’après la date limite, le {0}.", ParisTime.Full(facts.Deadline!.Value.Instant));
            case ConsultationStatus.Opened:
                return new("Les plis de cette consultation sont déjà ouverts.");
            case ConsultationStatus.Cancelled:
                return new("Cette consultation est sans suite : ses plis ne s’ouvrent pas.");
            default:
                return new("Cette consultation n’est pas publiée.");
        }
    }

    private static Refusal? CheckObjet(string? objet)
    {
        if (string.IsNullOrWhiteSpace(objet))
            return new("Décrivez l’objet du marché, par exemple « Réfection de la toiture de l’école ».");
        return objet.Length > LongestObjet
            ? new("L’objet compte {0} caractères ; les données essentielles en admettent {1}.", objet.Length, LongestObjet)
            : null;
    }

    private static Refusal? CheckDeadline(Deadline? deadline, DateTimeOffset now)
    {
        if (deadline is not { } limit)
            return new("Fixez la date et l’heure limites de réception des plis.");
        return limit.Instant <= now
            ? new("La date limite doit être à venir.")
            : null;
    }
}
