using System.Globalization;
using System.Text;

namespace Megalis.Workflows.Formulas;

/// <param name="Name">As documents write it.</param>
/// <param name="Least">Arguments, at least and at most.</param>
internal sealed record FormulaFunction(string Name, int Least, int Most, Func<FormulaRun, FormulaNode.Call, object?> Run)
{
    public string Arity => (Least, Most) switch
    {
        (0, 0) => "aucune valeur",
        (1, 1) => "une valeur",
        var (least, most) when least == most => $"{least} valeurs",
        (var least, int.MaxValue) => $"au moins {least} valeurs",
        var (least, most) => $"de {least} à {most} valeurs",
    };
}

/// <summary>All functions of formulas. Their names are found without regard to case or accents.</summary>
internal static class FormulaFunctions
{
    private static readonly Dictionary<string, FormulaFunction> ByName =
        new[] { Choices(), TextFunctions.All, NumberFunctions.All, DateFunctions.All, ListFunctions.All }
            .SelectMany(group => group).ToDictionary(function => Fold(function.Name));

    public static IEnumerable<FormulaFunction> All => ByName.Values;

    public static FormulaFunction? Find(string name) => ByName.GetValueOrDefault(Fold(name));

    /// <summary>A function of values that are all evaluated first.</summary>
    public static FormulaFunction Of(string name, int least, int most, Func<FormulaArguments, object?> run) =>
        new(name, least, most, (evaluation, call) => run(new FormulaArguments(evaluation, call, [.. call.Arguments.Select(evaluation.Evaluate)])));

    private static FormulaFunction[] Choices() =>
    [
        // Only the branch that is taken is evaluated.
        new("si", 3, 3, (run, call) => run.Evaluate(call.Arguments[run.Truth(call.Arguments[0]) ? 1 : 2])),
        new("siVide", 2, 2, (run, call) => run.Evaluate(call.Arguments[0]) is var value && IsEmpty(value) ? run.Evaluate(call.Arguments[1]) : value),
        Of("vide", 1, 1, a => IsEmpty(a[0])),
    ];

    private static bool IsEmpty(object? value) => value is null or "" or List<object?> { Count: 0 };

    private static string Fold(string name) => string.Concat(name.Normalize(NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();
}

/// <summary>The evaluated arguments of a call, each asked for as what it must be.</summary>
internal sealed class FormulaArguments(FormulaRun run, FormulaNode.Call call, object?[] values)
{
    public FormulaRun Run => run;
    public int At => call.At;
    public int Count => values.Length;
    public object? this[int index] => values[index];
    public IEnumerable<object?> All => values;

    /// <summary>At most <see cref="FormulaLimits.Text"/> characters: functions work on what a person reads.</summary>
    public string Text(int index) => FormulaValues.Bounded(At, values[index] as string ?? (values[index] is null ? "" : throw Unfit(index, "un texte")));
    public decimal Number(int index) => values[index] as decimal? ?? throw Unfit(index, "un nombre");

    /// <summary>Counts the search of the second text in the first, which at worst looks at each character for each character.</summary>
    public void Search() => run.Step(At, (int)((long)Text(0).Length * Text(1).Length / 1_000_000));

    /// <summary>A whole number from 0 that an int holds.</summary>
    public int Place(int index) => Number(index) is >= 0 and <= int.MaxValue and var number && number == decimal.Truncate(number)
        ? (int)number
        : throw Unfit(index, "un nombre entier, positif ou nul");

    public List<object?> List(int index)
    {
        var list = values[index] as List<object?> ?? (values[index] is null ? [] : throw Unfit(index, "une liste"));
        run.Step(At, list.Count);
        return list;
    }

    public DateTimeOffset Instant(int index) => values[index] switch
    {
        DateTimeOffset instant => instant,
        string text when FormulaValues.TryInstant(text, out var instant) => instant,
        _ => throw Unfit(index, "une date"),
    };

    public FormulaException Unfit(int index, string wanted) => new(
        call.Arguments[index].At,
        $"« {call.Function.Name} » attend ici {wanted}, et non {(values[index] is string text ? $"« {(text.Length > 40 ? text[..40] + "…" : text)} »" : FormulaValues.KindOf(values[index]))}.");
}
