using System.Diagnostics;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Testing;

namespace Megalis.Search.Tests;

/// <summary>What people and programs type into a search box, over an index with thousands of different words.</summary>
public sealed class BadInputTests(BadInputTests.ManyWords words) : IClassFixture<BadInputTests.ManyWords>
{
    /// <summary>The whole of a question, on a machine that has other work too; the index gives up after 0.8 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string, string> Typed => new()
    {
        { "an injection", "a' OR 1=1--", "found" },
        { "everything", "*:*", "found" },
        { "10,000 wildcards", Many("a*", 10_000), "trop longue" },
        { "as many wildcards as fit", Many("*#*", 250, " OR "), "any" },
        { "more parts than there may be", Many("a*", 300), "trop de parties" },
        { "one wildcard with many stars", string.Concat(Enumerable.Repeat("*a", 2000)), "none" },
        { "stars", new string('*', 4000), "found" },
        { "question marks", new string('?', 4000), "none" },
        { "many misspelt words", Many("toitu#re~2", 250, " OR "), "any" },
        { "unbalanced quotes", "\"toiture", "tels quels" },
        { "quotes in quotes", "\"toiture\" \"\" \"école", "tels quels" },
        { "100 kB", new string('a', 100_000), "trop longue" },
        { "control characters", "toi\u0000ture \u0001\u001b[31m école", "tels quels" },
        { "a regular expression", "/(a+)+$/ (a|a)*b", "any" },
        { "a long phrase", $"\"{Many("lot", 1000)}\"", "50 mots" },
        { "a long loose phrase of one word", $"\"{Many("lot", 1000)}\"~50", "50 mots" },
        { "loose phrases that repeat", Many("\"lot lot lot lot lot lot\"~50", 100, " OR "), "any" },
        { "a word with a thousand hyphens", Many("lot", 1000, "-"), "50 mots" },
        { "colons", string.Concat(Enumerable.Repeat("a:", 2000)) + "b", "trop de parties" },
        { "a field of a field", string.Concat(Enumerable.Repeat("titre:", 600)) + "b", "trop de parties" },
        { "parentheses", new string('(', 2000), "parenthèses" },
        { "backslashes", new string('\\', 4000), "none" },
        { "half a character", new string('\ud83d', 4000), "none" },
        { "a number beyond all", "montant:{9223372036854775807 TO *]", "none" },
        { "a boost beyond all", "lot^99999999999999999999", "found" },
    };

    private static string Many(string part, int times, string between = " ") =>
        string.Join(between, Enumerable.Range(0, times).Select(i => part.Replace("#", $"{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Typed))]
    public void It_gets_an_answer_in_time_everywhere(string what, string typed, string expected)
    {
        var watch = Stopwatch.StartNew();
        var request = new SearchRequest { Text = typed, Groups = [Corpus.Everyone] };
        var answer = words.Index.Search(request);
        _ = words.Index.DidYouMean(typed, request.Groups);
        _ = words.Index.Complete(typed, request.Groups);
        var snippet = words.Index.Snippet(typed, "Un lot de toiture pour l'école. ");
        var explanation = words.Index.Explain(request, "1");
        words.Percolator.Remove(1);
        var saved = words.Percolator.Put(1, request);
        var matched = words.Percolator.Match(ManyWords.Document(new Random(1), 1));

        Assert.True(watch.Elapsed < Patience, $"{what}: {watch.Elapsed}");
        Assert.Contains("toiture", string.Concat(snippet.Select(run => run.Text)), StringComparison.Ordinal);
        var found = answer.Hits.Count > 0 ? "found" : "none";
        Assert.True(expected == "any" || $"{found} {answer.Refused} {answer.Notice}".Contains(expected, StringComparison.Ordinal), $"{what}: {found} {answer.Refused} {answer.Notice}");
        Assert.True(answer.Refused is null || (explanation is null && answer.Total == 0));
        Assert.True(saved is null || matched.Count == 0);
    }

    [Theory]
    [InlineData("*ab*")]
    [InlineData("abcdefgh~2")]
    [InlineData("\"lot piscine\"~9")]
    [InlineData("\"piscine lot\"")]
    [InlineData("titre:lot titre:piscine")]
    public void What_walks_far_and_finds_nothing_looks_at_the_clock_too(string typed)
    {
        using var folder = new TempFolder();
        using var index = new SearchIndex(Corpus.Schema, folder["index"], new SearchOptions(), new Hurried());
        index.Apply([.. Enumerable.Range(0, 1500).Select(number => ManyWords.Document(new Random(number), number).With("corps", "piscine au lot"))], [], 1);

        Assert.Contains("trop de temps", index.Search(new SearchRequest { Text = typed, Groups = [Corpus.Everyone] }).Refused!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A minute passes with each look.</summary>
    private sealed class Hurried : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += 60 * TimestampFrequency;
    }

    /// <summary>Two thousand notices of words by chance.</summary>
    public sealed class ManyWords : IDisposable
    {
        private readonly TempFolder _folder = new();

        public ManyWords()
        {
            Index = new SearchIndex(Corpus.Schema, _folder["index"], new SearchOptions(), TimeProvider.System);
            Index.Apply([.. Enumerable.Range(0, 2000).Select(number => Document(new Random(number), number))], [], 1);
        }

        public SearchIndex Index { get; }

        public Percolator Percolator { get; } = new(Corpus.Schema, new SearchOptions(), TimeProvider.System);

        public static IndexDocument Document(Random random, int number) => new IndexDocument($"{number}", Corpus.Everyone)
            .With("titre", "Toiture de l'école a 1").With("corps", "lot lot lot " + string.Join(' ', Enumerable.Range(0, 12).Select(_ => Word(random))));

        private static string Word(Random random) => string.Concat(Enumerable.Range(0, 3 + random.Next(6)).Select(_ => "bcdfgklmnprst"[random.Next(13)].ToString() + "aeiou"[random.Next(5)]));

        public void Dispose()
        {
            Index.Dispose();
            _folder.Dispose();
        }
    }
}
