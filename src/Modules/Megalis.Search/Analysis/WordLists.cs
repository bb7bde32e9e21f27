using System.Collections.Frozen;

namespace Megalis.Search.Analysis;

/// <summary>The lists of words that travel with the module: one text file each in <c>Analysis/Words</c>, « # » begins a comment.</summary>
internal static class WordLists
{
    /// <summary>Words that say nothing alone, with their accents.</summary>
    public static FrozenSet<string> Stop { get; } = Words("stop.txt").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Folded words that are believed to have lost the apostrophe before them when an l or a d is glued to them.</summary>
    public static FrozenSet<string> Elided { get; } = Words("elided.txt").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Folded form to the form whose stem it takes; a form that maps to itself is its own stem.</summary>
    public static FrozenDictionary<string, string> Exceptions { get; } = ReadExceptions();

    /// <summary>The synonyms that the product brings; an administrator's file takes their place.</summary>
    public static string Synonyms { get; } = Read("synonyms.txt");

    private static IEnumerable<string> Words(string file) =>
        Lines(Read(file)).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static FrozenDictionary<string, string> ReadExceptions() => Lines(Read("exceptions.txt"))
        .Select(line => line.Split('>', '='))
        .ToFrozenDictionary(parts => parts[0].Trim(), parts => parts[1].Trim() is { Length: > 0 } target ? target : parts[0].Trim(), StringComparer.Ordinal);

    /// <summary>The lines of a list without comments and blank ones.</summary>
    public static IEnumerable<string> Lines(string text) => text.Split('\n')
        .Select(line => (line.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line).Trim())
        .Where(line => line.Length > 0);

    private static string Read(string file)
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream("Words." + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
