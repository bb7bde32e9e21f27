namespace Megalis.Procurement.Domain.Decp;

/// <summary>Something wrong in one published contract. The contract is kept; the report names the value.</summary>
/// <param name="Kind">One of <see cref="DirtKinds"/>.</param>
/// <param name="Path">Where in the contract: <c>titulaires[0].id</c>.</param>
/// <param name="Value">What stands there, cut at 200 characters.</param>
internal readonly record struct Dirt(string Kind, string Path, string Value);

/// <summary>The kinds of dirt, by the names that reports and JSON carry; they never change.</summary>
internal static class DirtKinds
{
    public const string NotARecord = "not-a-record";
    public const string MissingId = "missing-id";
    public const string MissingBuyer = "missing-buyer";
    public const string MissingObjet = "missing-objet";
    public const string MissingTitulaire = "missing-titulaire";
    public const string BadSiret = "bad-siret";
    public const string SpacedSiret = "spaced-siret";
    public const string MalformedCpv = "malformed-cpv";
    public const string UnknownCpv = "unknown-cpv";
    public const string MissingDate = "missing-date";
    public const string ImpossibleDate = "impossible-date";
    public const string DateWithZone = "date-with-zone";
    public const string PublishedBeforeNotified = "published-before-notified";
    public const string Duplicate = "duplicate";
    public const string Mojibake = "mojibake";
    public const string HtmlInText = "html-in-text";
    public const string AmountBelow1 = "amount-below-1";
    public const string AbsurdAmount = "absurd-amount";
    public const string DurationBelow1 = "duration-below-1";
    public const string LongObjet = "long-objet";
    public const string LongId = "long-id";
    public const string UnknownTerm = "unknown-term";
    public const string MisspeltTerm = "misspelt-term";
    public const string BadPlaceCode = "bad-place-code";
    public const string WrongType = "wrong-type";

    /// <summary>Every kind with what it says to people, in the order of a report.</summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string>
    {
        [NotARecord] = "n’est pas un marché (rejeté)",
        [MissingId] = "identifiant du marché absent",
        [MissingBuyer] = "acheteur absent",
        [MissingObjet] = "objet absent",
        [MissingTitulaire] = "aucun titulaire",
        [BadSiret] = "SIRET faux ou mal formé",
        [SpacedSiret] = "SIRET écrit avec des espaces",
        [MalformedCpv] = "code CPV mal formé",
        [UnknownCpv] = "code CPV inconnu",
        [MissingDate] = "date de notification ou de signature absente",
        [ImpossibleDate] = "date impossible",
        [DateWithZone] = "date avec fuseau horaire",
        [PublishedBeforeNotified] = "publication antérieure à la notification",
        [Duplicate] = "même acheteur et même identifiant qu’un marché précédent",
        [Mojibake] = "accents abîmés",
        [HtmlInText] = "balises ou entités HTML dans un texte",
        [AmountBelow1] = "montant absent ou inférieur à 1 €",
        [AbsurdAmount] = "montant invraisemblable",
        [DurationBelow1] = "durée absente ou inférieure à un mois",
        [LongObjet] = "objet de plus de 1 000 caractères",
        [LongId] = "identifiant de plus de 16 caractères",
        [UnknownTerm] = "terme hors des listes officielles",
        [MisspeltTerm] = "terme officiel mal écrit",
        [BadPlaceCode] = "code de lieu qui ne convient pas à son type",
        [WrongType] = "valeur d’un autre type que celui du schéma",
    };
}
