using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A search in French, as one would say it aloud.</summary>
internal static class CriteriaSentence
{
    public static string Of(ConsultationCriteria criteria, Texts? texts)
    {
        var head = Say(texts, criteria.State switch
        {
            CriteriaState.Closed => "Consultations closes",
            CriteriaState.All => "Consultations en cours et closes",
            _ => "Consultations en cours",
        });
        var parts = Parts(criteria, texts);
        return parts.Count == 0 ? head : head + " " + string.Join(", ", parts.Select(part => part.Text));
    }

    public static IReadOnlyList<CriteriaPart> Parts(ConsultationCriteria criteria, Texts? texts)
    {
        var first = criteria with { Page = 1 };
        return [.. Words(first, texts).Concat(Places(first, texts)).Concat(Kinds(first, texts)).Concat(Deadlines(first, texts))];
    }

    private static IEnumerable<CriteriaPart> Words(ConsultationCriteria c, Texts? texts)
    {
        if (c.Trade is { } trade)
            yield return new(Say(texts, "pour le métier « {0} »", trade.Name), c with { Trade = null });
        if (c.Words.Length > 0)
            yield return new(Say(texts, "contenant « {0} »", Shortened(c.Words)), c with { Words = "" });
    }

    private static IEnumerable<CriteriaPart> Places(ConsultationCriteria c, Texts? texts)
    {
        foreach (var code in c.Departements)
            yield return new(InDepartement(code, texts), c with { Departements = Less(c.Departements, code) });
        foreach (var siren in c.Epcis)
            yield return new(Say(texts, "sur le territoire de {0}", Localities.FindEpci(siren)?.Name ?? siren), c with { Epcis = Less(c.Epcis, siren) });
        foreach (var insee in c.Communes)
            yield return new(Say(texts, "à {0}", Localities.FindCommune(insee)?.Name ?? insee), c with { Communes = Less(c.Communes, insee) });
        foreach (var code in c.PostalCodes)
            yield return new(Say(texts, "au code postal {0}", code), c with { PostalCodes = Less(c.PostalCodes, code) });
    }

    private static IEnumerable<CriteriaPart> Kinds(ConsultationCriteria c, Texts? texts)
    {
        foreach (var prefix in c.CpvPrefixes)
            yield return new(Say(texts, "CPV {0}", prefix) + LabelOfCpv(prefix), c with { CpvPrefixes = Less(c.CpvPrefixes, prefix) });
        foreach (var name in c.Natures)
            yield return new(Say(texts, "nature : {0}", Label<Nature>(name)), c with { Natures = Less(c.Natures, name) });
        foreach (var name in c.Procedures)
            yield return new(Say(texts, "procédure : {0}", Label<Procedure>(name)), c with { Procedures = Less(c.Procedures, name) });
        foreach (var acheteur in c.Acheteurs)
            yield return new(Say(texts, "acheteur : {0}", acheteur.Name), c with { Acheteurs = Less(c.Acheteurs, acheteur) });
        if (c.HasLots is { } lots)
            yield return new(Say(texts, lots ? "avec des lots" : "sans lots"), c with { HasLots = null });
        foreach (var name in c.Sociales)
            yield return new(Label<ConsiderationSociale>(name), c with { Sociales = Less(c.Sociales, name) });
        foreach (var name in c.Environnementales)
            yield return new(Label<ConsiderationEnvironnementale>(name), c with { Environnementales = Less(c.Environnementales, name) });
    }

    private static IEnumerable<CriteriaPart> Deadlines(ConsultationCriteria c, Texts? texts)
    {
        if (c.Days is { } days)
            yield return new(days == 1 ? Say(texts, "à remettre dans les 24 heures") : Say(texts, "à remettre dans les {0} jours", days), c with { Days = null });
        if (c.PublishedSince is { } since)
            yield return new(Say(texts, "publiées depuis le {0}", ParisTime.Compact(since)), c with { PublishedSince = null });
        if (c.After is { } after)
            yield return new(Say(texts, "date limite le {0} ou après", ParisTime.Date(after)), c with { After = null });
        if (c.Before is { } before)
            yield return new(Say(texts, "date limite le {0} ou avant", ParisTime.Date(before)), c with { Before = null });
    }

    public static string InDepartement(string code, Texts? texts) => Say(texts, code switch
    {
        "22" => "dans les Côtes-d’Armor",
        "29" => "dans le Finistère",
        "35" => "en Ille-et-Vilaine",
        _ => "dans le Morbihan",
    });

    /// <summary>« (Travaux de construction) », or nothing when the list does not name it.</summary>
    public static string LabelOfCpv(string prefix) =>
        Cpv.TryParse(prefix.PadRight(8, '0'), out var code) && CpvNomenclature.BuiltIn.LabelOf(code) is { } label ? $" ({label})" : "";

    public static string Label<T>(string name) where T : struct, Enum =>
        IndexName<T>.Find(name) is { } value ? OfficialList<T>.LabelOf(value) : name;

    private static string Shortened(string words) => words.Length <= 200 ? words : words[..200] + "…";

    private static IReadOnlyList<T> Less<T>(IReadOnlyList<T> values, T value) => [.. values.Where(v => !Equals(v, value))];

    /// <summary>Mails and jobs that have no request speak French.</summary>
    private static string Say(Texts? texts, string french, params object?[] arguments) =>
        texts is null ? string.Format(Texts.French, french, arguments) : texts[french, arguments];
}
