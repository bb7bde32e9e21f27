using Megalis.Kernel.Http;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;

namespace Megalis.Search.Features.ManageSearch;

/// <summary>A list of synonyms as an operator writes it: what is wrong with it, and what a word finds with it.</summary>
internal static class SynonymList
{
    public const int MostLength = 60_000;
    private const int MostOnLine = 20;
    private static readonly FrenchAnalyzer Analyzer = new(AnalysisProfile.Product);

    /// <summary>The same with one kind of line end.</summary>
    public static string Normal(string? text) => (text ?? "").ReplaceLineEndings("\n").Trim();

    /// <summary>One sentence for each line that is no rule, ten at most.</summary>
    public static IReadOnlyList<Refusal> Check(string text, string field)
    {
        if (text.Length > MostLength)
            return [new Refusal("La liste dépasse {0} caractères.", MostLength).On(field)];
        return [.. text.Split('\n').Index().Select(line => FaultOf(line.Item.Trim(), line.Index + 1)).OfType<Refusal>().Take(10).Select(refusal => refusal.On(field))];
    }

    /// <summary>What this word also finds with the list; nothing when it stands in no rule.</summary>
    public static IReadOnlyList<string> Of(string text, string word) =>
        Synonyms.Parse(text, Analyzer).Of(Analyzer.Words(word).Select(placed => placed.Forms.Term!));

    /// <summary>How the word is searched: its terms.</summary>
    public static string TermsOf(string word) => string.Join(' ', Analyzer.Words(word).Select(placed => placed.Forms.Term));

    private static Refusal? FaultOf(string line, int number)
    {
        if (line.Length == 0 || line[0] == '#')
            return null;
        var sides = line.Split("=>");
        var entries = sides.Select(Entries).ToList();
        if (sides.Length > 2)
            return new Refusal("Ligne {0} : une seule flèche « => » par ligne.", number);
        if (sides.Length == 2 && entries.Exists(side => side.Length == 0))
            return new Refusal("Ligne {0} : il manque des mots avant ou après la flèche « => ».", number);
        if (sides.Length == 1 && entries[0].Length < 2)
            return new Refusal("Ligne {0} : il faut au moins deux entrées séparées par une virgule, ou une flèche « => ».", number);
        if (entries.Sum(side => side.Length) > MostOnLine)
            return new Refusal("Ligne {0} : {1} entrées au plus.", number, MostOnLine);
        return entries.SelectMany(side => side).FirstOrDefault(entry => TermsOf(entry).Length == 0) is { } empty
            ? new Refusal("Ligne {0} : la recherche ne voit aucun mot dans « {1} ».", number, empty)
            : null;
    }

    private static string[] Entries(string side) => side.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
