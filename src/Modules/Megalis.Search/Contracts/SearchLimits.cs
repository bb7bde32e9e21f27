namespace Megalis.Search.Contracts;

/// <summary>What a question may ask for; beyond it the answer says so and nothing is searched.</summary>
public sealed record SearchLimits
{
    /// <summary>Characters of a query.</summary>
    public int Length { get; init; } = 4096;

    /// <summary>Words, phrases, ranges and parentheses of a query.</summary>
    public int Clauses { get; init; } = 256;

    /// <summary>Words of one phrase, stop words not counted.</summary>
    public int PhraseWords { get; init; } = 50;

    /// <summary>Unknown words that « did you mean » mends in one text; the others stay as they are.</summary>
    public int Mended { get; init; } = 10;

    /// <summary>Parentheses in parentheses.</summary>
    public int Depth { get; init; } = 20;

    /// <summary>Words that one prefix or wildcard may stand for.</summary>
    public int Expansions { get; init; } = 5000;

    /// <summary>Words that one « ~ » may stand for, the nearest first.</summary>
    public int FuzzyWords { get; init; } = 50;

    /// <summary>Skip and take together.</summary>
    public int Window { get; init; } = 10_000;

    /// <summary>Words with « * », « ? » or « ~ » of a saved search: each is held against every word of a document.</summary>
    public int SavedPatterns { get; init; } = 20;

    /// <summary>Values of the filters of a saved search, all together.</summary>
    public int SavedValues { get; init; } = 1000;

    /// <summary>Of one question; with what comes around it a page stays below a second.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(0.8);
}
