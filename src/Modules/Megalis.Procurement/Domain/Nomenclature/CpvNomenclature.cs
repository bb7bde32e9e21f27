using System.Collections.Frozen;

namespace Megalis.Procurement.Domain;

internal sealed record CpvEntry(Cpv Code, string Label);

/// <summary>
/// Codes with their French labels. <see cref="BuiltIn"/> holds all divisions and what local bodies buy most; an operator
/// may load the complete nomenclature from a file « code;libellé », and only then can a code be called unknown with
/// certainty below its division.
/// </summary>
internal sealed class CpvNomenclature
{
    private static readonly Lazy<CpvNomenclature> Loaded = new(LoadBuiltIn);
    private readonly FrozenDictionary<string, CpvEntry> _byDigits;

    private CpvNomenclature(IEnumerable<CpvEntry> entries, bool isComplete)
    {
        Entries = [.. entries.OrderBy(entry => entry.Code.Digits, StringComparer.Ordinal)];
        IsComplete = isComplete;
        _byDigits = Entries.ToFrozenDictionary(entry => entry.Code.Digits);
    }

    public static CpvNomenclature BuiltIn => Loaded.Value;

    /// <summary>In the order of codes.</summary>
    public IReadOnlyList<CpvEntry> Entries { get; }

    /// <summary>True when the operator's list stands in for the built-in one.</summary>
    public bool IsComplete { get; }

    /// <summary>
    /// The code exists, as far as this list can tell: with a complete list, it is in it; otherwise its division is.
    /// </summary>
    public bool Knows(Cpv code) => _byDigits.ContainsKey(IsComplete ? code.Digits : code.Division.Digits);

    /// <summary>The label of the code, or of its nearest ancestor that this list names; null in an unknown division.</summary>
    public string? LabelOf(Cpv code)
    {
        for (Cpv? current = code; current is { } candidate; current = candidate.Parent)
        {
            if (_byDigits.TryGetValue(candidate.Digits, out var entry))
                return entry.Label;
        }
        return null;
    }

    /// <summary>The complete nomenclature from a CSV « code;libellé[;...] », with or without a heading line.</summary>
    /// <exception cref="InvalidDataException">Names the line that is no code, or says that the list is too short.</exception>
    public static CpvNomenclature Read(TextReader csv) => new(ReadRows(csv), isComplete: true);

    private static CpvNomenclature LoadBuiltIn()
    {
        using var stream = typeof(CpvNomenclature).Assembly.GetManifestResourceStream("Megalis.Procurement.cpv.csv")
            ?? throw new InvalidOperationException("The list of CPV codes is missing from Megalis.Procurement.");
        using var reader = new StreamReader(stream);
        return new(ReadRows(reader), isComplete: false);
    }

    private static List<CpvEntry> ReadRows(TextReader csv)
    {
        var entries = new Dictionary<string, CpvEntry>();
        for (var number = 1; csv.ReadLine() is { } line; number++)
        {
            var cells = line.Split(';');
            if (cells.Length >= 2 && Cpv.TryParse(cells[0].Trim('"', '\uFEFF'), out var code))
                entries.TryAdd(code.Digits, new(code, LabelIn(cells)));
            else if (number > 1 && line.Trim().Length > 0)
                throw new InvalidDataException($"Ligne {number} : « {Shorten(line)} » n’est pas de la forme code;libellé.");
        }
        return entries.Count > 0 ? [.. entries.Values] : throw new InvalidDataException("Aucun code CPV dans ce fichier : une ligne attendue par code, de la forme code;libellé.");
    }

    /// <summary>The second cell, or the third when the second names a level (« division », « groupe »...).</summary>
    private static string LabelIn(string[] cells)
    {
        var isLevel = cells.Length > 2 && Enum.TryParse<CpvLevel>(cells[1].Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out _);
        return cells[isLevel ? 2 : 1].Trim().Trim('"');
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
