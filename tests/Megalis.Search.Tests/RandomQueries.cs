namespace Megalis.Search.Tests;

/// <summary>Queries by chance with every operator of the syntax.</summary>
internal static class RandomQueries
{
    private static readonly string[] Patterns = ["élec*", "rest*", "ec?l*", "*ture", "t*v?il*", "x*", "assain*", "chauff*"];

    public static string Next(Random random, int depth = 2)
    {
        var parts = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Part(random, depth)).ToList();
        return string.Concat(parts.Select((part, i) => (i == 0 ? "" : random.Next(5) switch { 0 => " OR ", 1 => " AND ", _ => " " }) + Sign(random, i) + part));
    }

    private static string Sign(Random random, int at) => random.Next(8) switch { 0 => "-", 1 => "+", 2 when at > 0 => "NOT ", _ => "" };

    private static string Part(Random random, int depth) => random.Next(depth > 0 ? 11 : 9) switch
    {
        0 => $"\"{Corpus.Words(random, 2 + random.Next(2))}\"",
        1 => $"\"{Corpus.Words(random, 2)}\"~{random.Next(6)}",
        2 => Patterns[random.Next(Patterns.Length)],
        3 => $"titre:{Word(random)}",
        4 => $"montant:{"[{"[random.Next(2)]}{random.Next(50) * 1000} TO {(random.Next(3) == 0 ? "*" : random.Next(100) * 1000)}{"]}"[random.Next(2)]}",
        5 => $"departement:{"22 29 35 56".Split(' ')[random.Next(4)]}",
        6 => $"{Corpus.Vocabulary[2 + random.Next(12)]}~{1 + random.Next(2)}",
        7 => $"{Word(random)}^{1 + random.Next(3)}",
        9 or 10 => $"({Next(random, depth - 1)})",
        _ => Word(random),
    };

    private static string Word(Random random) => Corpus.Vocabulary[random.Next(Corpus.Vocabulary.Length)];
}
