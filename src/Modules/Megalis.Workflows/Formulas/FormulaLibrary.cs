using System.Globalization;
using Megalis.Kernel.Localization;

namespace Megalis.Workflows.Formulas;

internal static class TextFunctions
{
    public static FormulaFunction[] All { get; } =
    [
        FormulaFunctions.Of("texte", 1, 1, a => FormulaValues.ToText(a.At, a[0])),
        FormulaFunctions.Of("longueur", 1, 1, a => (decimal)(a[0] is List<object?> list ? list.Count : a.Text(0).Length)),
        FormulaFunctions.Of("majuscules", 1, 1, a => a.Text(0).ToUpper(Texts.French)),
        FormulaFunctions.Of("minuscules", 1, 1, a => a.Text(0).ToLower(Texts.French)),
        FormulaFunctions.Of("sansBords", 1, 1, a => a.Text(0).Trim()),
        FormulaFunctions.Of("contient", 2, 2, Contains),
        FormulaFunctions.Of("commencePar", 2, 2, a => a.Text(0).StartsWith(a.Text(1), StringComparison.Ordinal)),
        FormulaFunctions.Of("finitPar", 2, 2, a => a.Text(0).EndsWith(a.Text(1), StringComparison.Ordinal)),
        FormulaFunctions.Of("extrait", 2, 3, Extract),
        FormulaFunctions.Of("remplacer", 3, 3, Replace),
        FormulaFunctions.Of("decouper", 2, 2, Split),
        FormulaFunctions.Of("joindre", 2, 2, a => FormulaValues.Joined(a.At, a.Text(1), a.List(0))),
    ];

    private static object Contains(FormulaArguments a)
    {
        if (a[0] is List<object?>)
            return a.List(0).Exists(item => a.Run.Same(a.At, item, a[1]));
        a.Search();
        return a.Text(0).Contains(a.Text(1), StringComparison.Ordinal);
    }

    private static object Extract(FormulaArguments a)
    {
        var text = a.Text(0);
        var start = Math.Min(a.Place(1), text.Length);
        return text.Substring(start, Math.Min(a.Count == 3 ? a.Place(2) : int.MaxValue, text.Length - start));
    }

    private static object Replace(FormulaArguments a)
    {
        var (text, old, by) = (a.Text(0), a.Text(1), a.Text(2));
        a.Search();
        if (old.Length == 0)
            throw a.Unfit(1, "un texte qui n'est pas vide");
        // Asked before it is made: a short text may grow a hundred thousand times.
        var times = by.Length <= old.Length ? 0 : (text.Length - text.Replace(old, "", StringComparison.Ordinal).Length) / old.Length;
        if (text.Length + (long)times * (by.Length - old.Length) > FormulaLimits.Text)
            throw FormulaValues.TooLong(a.At);
        return text.Replace(old, by, StringComparison.Ordinal);
    }

    private static object Split(FormulaArguments a)
    {
        if (a.Text(1).Length == 0)
            throw a.Unfit(1, "un texte qui n'est pas vide");
        a.Search();
        var parts = a.Text(0).Split(a.Text(1), FormulaLimits.Steps);
        a.Run.Step(a.At, parts.Length);
        return parts.ToList<object?>();
    }
}

internal static class NumberFunctions
{
    public static FormulaFunction[] All { get; } =
    [
        FormulaFunctions.Of("nombre", 1, 1, a => a[0] is decimal number ? number
            : decimal.TryParse(a.Text(0).Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : throw a.Unfit(0, "un nombre écrit")),
        FormulaFunctions.Of("arrondi", 1, 2, a => decimal.Round(a.Number(0), a.Count == 2 ? Math.Min(a.Place(1), 28) : 0, MidpointRounding.AwayFromZero)),
        FormulaFunctions.Of("abs", 1, 1, a => Math.Abs(a.Number(0))),
        FormulaFunctions.Of("min", 1, int.MaxValue, a => Best(a, -1)),
        FormulaFunctions.Of("max", 1, int.MaxValue, a => Best(a, 1)),
        FormulaFunctions.Of("somme", 1, 1, a => FormulaRun.Guarded(a.At, () => a.List(0).Sum(item => item as decimal? ?? throw a.Unfit(0, "une liste de nombres")))),
    ];

    /// <summary>Of the arguments, or of the items of the one list; nothing for an empty list.</summary>
    private static object? Best(FormulaArguments a, int direction)
    {
        var values = a is { Count: 1 } && a[0] is List<object?> ? a.List(0) : a.All;
        object? best = null;
        foreach (var value in values)
            if (best is null || a.Run.Compare(a.At, value, best) * direction > 0)
                best = value;
        return best;
    }
}

internal static class DateFunctions
{
    public static FormulaFunction[] All { get; } =
    [
        FormulaFunctions.Of("maintenant", 0, 0, a => a.Run.Now),
        FormulaFunctions.Of("aujourdhui", 0, 0, a => Midnight(a.Run.Now)),
        FormulaFunctions.Of("date", 1, 1, a => a.Instant(0)),
        FormulaFunctions.Of("duree", 1, 1, a => a[0] as TimeSpan? ?? (TimeSpan.TryParse(a.Text(0), CultureInfo.InvariantCulture, out var span) ? span : throw a.Unfit(0, "une durée écrite jj.hh:mm:ss"))),
        FormulaFunctions.Of("semaines", 1, 1, a => Span(a, 7 * 86400)),
        FormulaFunctions.Of("jours", 1, 1, a => Span(a, 86400)),
        FormulaFunctions.Of("heures", 1, 1, a => Span(a, 3600)),
        FormulaFunctions.Of("minutes", 1, 1, a => Span(a, 60)),
        FormulaFunctions.Of("secondes", 1, 1, a => Span(a, 1)),
        FormulaFunctions.Of("annee", 1, 1, a => (decimal)Local(a).Year),
        FormulaFunctions.Of("mois", 1, 1, a => (decimal)Local(a).Month),
        FormulaFunctions.Of("jour", 1, 1, a => (decimal)Local(a).Day),
        FormulaFunctions.Of("ecrireDate", 1, 1, a => Local(a).ToString("d MMMM yyyy", Texts.French)),
        FormulaFunctions.Of("ecrireHeure", 1, 1, a => Local(a).ToString("HH:mm", Texts.French)),
    ];

    private static TimeSpan Span(FormulaArguments a, long seconds) =>
        FormulaRun.Guarded(a.At, () => TimeSpan.FromTicks((long)(a.Number(0) * seconds * TimeSpan.TicksPerSecond)));

    private static DateTimeOffset Local(FormulaArguments a) => ParisTime.At(a.Instant(0));

    private static DateTimeOffset Midnight(DateTimeOffset now) => ParisTime.From(ParisTime.At(now).Date);
}

internal static class ListFunctions
{
    public static FormulaFunction[] All { get; } =
    [
        FormulaFunctions.Of("premier", 1, 1, a => a.List(0).FirstOrDefault()),
        FormulaFunctions.Of("dernier", 1, 1, a => a.List(0).LastOrDefault()),
        FormulaFunctions.Of("ajouter", 2, 2, a => (List<object?>)[.. a.List(0), a[1]]),
        FormulaFunctions.Of("distincts", 1, 1, Distinct),
    ];

    private static object Distinct(FormulaArguments a)
    {
        var kept = new List<object?>();
        foreach (var item in a.List(0))
            if (!kept.Exists(one => a.Run.Same(a.At, one, item)))
                kept.Add(item);
        return kept;
    }
}
