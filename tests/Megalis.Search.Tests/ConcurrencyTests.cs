using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>Readers while the index changes under them.</summary>
public sealed class ConcurrencyTests
{
    /// <summary>Each change writes the same number into two documents and swaps a third against a fourth.</summary>
    [Fact]
    public async Task No_question_sees_half_a_change()
    {
        using var corpus = new Corpus();
        corpus.Index.Apply(Pair(0), [], 0);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => ReadUntil(corpus.Index, done.Token), done.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        for (var round = 1; round <= 300; round++)
        {
            corpus.Index.Apply(Pair(round), [$"autre{1 - (round % 2)}"], round);
            if (round % 20 == 0)
                corpus.Index.Maintain();
            if (round % 100 == 50)
                await corpus.Index.RebuildAsync(Pair(round).ToAsyncEnumerable(), round, default);
        }

        await done.CancelAsync();
        var questions = await Task.WhenAll(readers);
        Assert.True(questions.Sum() > 20, $"{questions.Sum()} questions only");
    }

    private static IndexDocument[] Pair(int round) =>
    [
        new IndexDocument("a", Corpus.Everyone).With("titre", "piscine").With("montant", (long?)round),
        new IndexDocument("b", Corpus.Everyone).With("titre", "piscine").With("montant", (long?)round),
        new IndexDocument($"autre{round % 2}", Corpus.Everyone).With("titre", "gymnase"),
    ];

    private static int ReadUntil(SearchIndex index, CancellationToken done)
    {
        var asked = 0;
        for (var last = 0L; !done.IsCancellationRequested; asked++)
        {
            var pair = index.Search(new SearchRequest { Text = "piscine", Groups = [Corpus.Everyone], Load = ["montant"] });
            var numbers = pair.Hits.Select(hit => long.Parse(hit.Values["montant"][0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(2, pair.Total);
            Assert.Equal(numbers[0], numbers[1]);
            Assert.True(numbers[0] >= last, $"{numbers[0]} after {last}");
            last = numbers[0];
            Assert.Equal(1, index.Search(new SearchRequest { Text = "gymnases", Groups = [Corpus.Everyone] }).Total);
        }

        return asked;
    }

    [Fact]
    public async Task The_old_index_answers_during_a_rebuild_and_changes_of_that_time_are_kept()
    {
        using var corpus = new Corpus();
        corpus.Index.Apply([new IndexDocument("vieux", Corpus.Everyone).With("titre", "piscine")], [], 3);

        await corpus.Index.RebuildAsync(Slowly(), 2, default);

        Assert.Equal(["lu", "venu"], corpus.Keys("piscine"));
        Assert.Equal(4, corpus.Index.Position);

        async IAsyncEnumerable<IndexDocument> Slowly()
        {
            await Task.Yield();
            yield return new IndexDocument("lu", Corpus.Everyone).With("titre", "piscine");
            Assert.Equal(["vieux"], corpus.Keys("piscine"));
            corpus.Index.Apply([new IndexDocument("venu", Corpus.Everyone).With("titre", "piscine")], ["parti"], 4);
            Assert.Equal(["venu", "vieux"], corpus.Keys("piscine"));
            yield return new IndexDocument("parti", Corpus.Everyone).With("titre", "piscine");
        }
    }

    [Fact]
    public async Task A_source_that_fails_leaves_the_old_index()
    {
        using var corpus = new Corpus();
        corpus.Index.Apply([new IndexDocument("vieux", Corpus.Everyone).With("titre", "piscine")], [], 3);

        await Assert.ThrowsAsync<InvalidOperationException>(() => corpus.Index.RebuildAsync(Failing(), 3, default));

        Assert.Equal(["vieux"], corpus.Keys("piscine"));

        static async IAsyncEnumerable<IndexDocument> Failing()
        {
            await Task.Yield();
            yield return new IndexDocument("lu", Corpus.Everyone).With("titre", "piscine");
            throw new InvalidOperationException("the database went away");
        }
    }
}
