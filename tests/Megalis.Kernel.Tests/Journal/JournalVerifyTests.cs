using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Journal;

/// <summary>Whatever is done to the stored journal is seen, and named where it can be.</summary>
public sealed class JournalVerifyTests
{
    private static readonly string[] Columns = ["header", "payload", "salt", "payload_hash", "leaf_hash", "act", "actor", "at", "entry_id", "tenant_id", "subject_kind", "subject_id"];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_untouched_journal_is_intact_and_an_empty_one_too(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);

        var verdict = await journal.VerifyAsync([.. await journal.HeadsAsync()]);
        Assert.Empty(verdict.Findings);
        Assert.Equal((90, 90, 6, 6, 0, 0), (verdict.Entries, verdict.TreeSize, verdict.Heads, verdict.OutsideHeads, verdict.Erased, verdict.Pending));

        await using var empty = await KernelHost.StartAsync(database);
        await using var scope = empty.EnterHost();
        Assert.True((await new JournalVerifier(new JournalStore(scope.Db), "").RunAsync([], default)).IsIntact);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_changed_bit_or_letter_anywhere_in_a_row_names_the_row(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var random = new Random(20270301);

        for (var i = 0; i < 100; i++)
        {
            var column = Columns[i % Columns.Length];
            var position = random.Next(1, FilledJournal.Entries + 1);
            var verdict = await journal.AfterAsync(db => FlipAsync(db, column, position, random));

            var finding = Assert.Single(verdict.Findings);
            Assert.True(("edited", (long?)position) == (finding.Kind, finding.Position), $"{column} of {position}: {finding}");
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_changed_bit_in_the_tree_or_in_a_head_is_named_and_the_entries_stay_good(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var random = new Random(20270302);

        for (var i = 0; i < 50; i++)
        {
            var size = random.Next(1, FilledJournal.Entries + 1);
            var node = await journal.AfterAsync(db => FlipBytesAsync(db, "journal_node", "hash", $"size = {size} and level = 0", random));
            var finding = Assert.Single(node.Findings);
            Assert.Equal(("node", size), (finding.Kind, finding.Position));
        }

        foreach (var column in new[] { "root", "signature" })
        {
            var head = await journal.AfterAsync(db => FlipBytesAsync(db, "journal_head", column, "tree_size = 30", random));
            Assert.Equal(("head", 30L), (Assert.Single(head.Findings).Kind, head.Findings[0].Position));
        }

        var inner = await journal.AfterAsync(db => FlipBytesAsync(db, "journal_node", "hash", "level = 3 and number = 2", random));
        Assert.Equal("node", Assert.Single(inner.Findings).Kind);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_deleted_row_is_named_whether_or_not_the_hole_is_closed(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var random = new Random(20270303);

        for (var i = 0; i < 30; i++)
        {
            var position = random.Next(1, FilledJournal.Entries + 1);
            var open = await journal.AfterAsync(db => db.RawAsync($"delete from journal_row where position = {position}", [], default));
            Assert.Equal(("deleted", position), (Assert.Single(open.Findings).Kind, open.Findings[0].Position));

            var hole = random.Next(1, FilledJournal.Entries - 3);
            var closed = await journal.AfterAsync(async db =>
            {
                await db.RawAsync($"delete from journal_row where position = {hole}", [], default);
                await db.RawAsync($"update journal_row set position = -position where position > {hole}", [], default);
                await db.RawAsync("update journal_row set position = -position - 1 where position < 0", [], default);
            });
            Assert.Equal(("deleted", hole), (Assert.Single(closed.Findings).Kind, closed.Findings[0].Position));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_rows_that_changed_places_are_both_named(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var random = new Random(20270304);

        for (var i = 0; i < 30; i++)
        {
            var first = random.Next(1, FilledJournal.Entries);
            var second = random.Next(first + 1, FilledJournal.Entries + 1);
            var verdict = await journal.AfterAsync(async db =>
            {
                await db.RawAsync($"update journal_row set position = -1 where position = {first}", [], default);
                await db.RawAsync($"update journal_row set position = {first} where position = {second}", [], default);
                await db.RawAsync($"update journal_row set position = {second} where position = -1", [], default);
            });

            Assert.Equal([("swapped", first), ("swapped", second)], verdict.Findings.Select(f => (f.Kind, f.Position!.Value)));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_rewritten_with_all_its_own_hashes_is_named_by_the_tree(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var random = new Random(20270305);

        for (var i = 0; i < 30; i++)
        {
            var position = random.Next(1, FilledJournal.Entries + 1);
            var verdict = await journal.AfterAsync(db => RewriteAsync(db, position));
            Assert.Equal(("edited", position), (Assert.Single(verdict.Findings).Kind, verdict.Findings[0].Position));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_rewritten_with_the_whole_tree_is_seen_at_the_first_signed_head_after_it(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);

        foreach (var position in new[] { 1, 17, 44, 90 })
        {
            var verdict = await journal.AfterAsync(async db =>
            {
                await RewriteAsync(db, position);
                await RebuildTreeAsync(db);
            });

            var finding = Assert.Single(verdict.Findings);
            Assert.Equal(("rewritten", ((position - 1) / 15 * 15) + 1), (finding.Kind, finding.Position));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_cut_end_is_seen_with_heads_from_outside_only(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var heads = await journal.HeadsAsync();

        Assert.Empty((await journal.AfterAsync(db => CutAsync(db, 60))).Findings);
        var verdict = await journal.AfterAsync(db => CutAsync(db, 60), [heads[3], heads[5]]);
        Assert.Equal(("cut", 61L), (Assert.Single(verdict.Findings).Kind, verdict.Findings[0].Position));
        Assert.Contains("90 entrées", verdict.Findings[0].Message, StringComparison.Ordinal);

        var clumsy = await journal.AfterAsync(db => db.RawAsync("delete from journal_row where position > 60", [], default));
        Assert.Equal(30, clumsy.Findings.Count(f => f.Kind == "deleted"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_restored_backup_that_went_on_is_seen_with_heads_from_outside_only(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var before = await journal.HeadsAsync();
        await using (var scope = journal.Host.EnterHost())
            await scope.Db.TransactAsync(() => CutAsync(scope.Db, 60));
        await journal.AppendAsync(40);

        Assert.Empty((await journal.VerifyAsync()).Findings);
        Assert.Empty((await journal.VerifyAsync(before[3])).Findings);
        var finding = Assert.Single((await journal.VerifyAsync(before[5])).Findings);
        Assert.Equal("rewritten", finding.Kind);
        Assert.Contains("sauvegarde", finding.Message, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_head_of_another_key_is_not_believed(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        using var folder = new TempFolder();
        using var other = TreeHeadSigner.OpenOrCreate(folder.Path);
        var forged = other.Sign(new TreeHead("localhost:5080", 500, new byte[32], 1));

        Assert.Equal("head", Assert.Single((await journal.VerifyAsync(forged)).Findings).Kind);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Erased_by_decision_is_told_from_edited(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        string entryId;
        await using (var scope = journal.Host.Enter())
        {
            entryId = (await scope.Db.Set<JournalRow>().SingleAsync(j => j.Position == 20)).EntryId;
            await scope.Journal().EraseAsync(entryId, "demande de la personne");
        }

        await journal.AppendAsync(5);

        var decided = await journal.VerifyAsync([.. await journal.HeadsAsync()]);
        Assert.Empty(decided.Findings);
        Assert.Equal(1, decided.Erased);

        var silent = await journal.AfterAsync(db => db.RawAsync("update journal_row set payload = null, salt = null where position = 21", [], default));
        Assert.Equal(("edited", 21L), (Assert.Single(silent.Findings).Kind, silent.Findings[0].Position));

        var claimed = await journal.AfterAsync(db => db.RawAsync(
            $"update journal_row set payload = null, salt = null, erased_by = (select erased_by from journal_row where position = 20) where position = 21", [], default));
        Assert.Equal(("edited", 21L), (Assert.Single(claimed.Findings).Kind, claimed.Findings[0].Position));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Content_that_came_back_after_its_erasure_is_named(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        await using var scope = journal.Host.Enter();
        var before = await scope.Db.Set<JournalRow>().AsNoTracking().SingleAsync(j => j.Position == 20);
        await scope.Journal().EraseAsync(before.EntryId, "demande de la personne");

        var verdict = await journal.AfterAsync(db => db.RawAsync(
            "update journal_row set payload = @p0, salt = @p1, erased_by = null where position = 20", [before.Payload, before.Salt], default));

        Assert.Equal(("unerased", 20L), (Assert.Single(verdict.Findings).Kind, verdict.Findings[0].Position));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_position_far_away_is_no_reason_to_fall_over(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);

        var verdict = await journal.AfterAsync(db => db.RawAsync("update journal_row set position = 900000000000000000 where position = 33", [], default));

        Assert.Contains(verdict.Findings, f => f is { Kind: "deleted", Position: 33 });
        Assert.Contains(verdict.Findings, f => f is { Kind: "edited", Position: 900000000000000000 });
    }

    private static async Task FlipAsync(MegalisDb db, string column, long position, Random random)
    {
        if (column is "header" or "salt" or "payload_hash" or "leaf_hash")
            await FlipBytesAsync(db, "journal_row", column, $"position = {position}", random);
        else if (column is "at" or "tenant_id")
            await db.RawAsync($"update journal_row set {column} = {column} + {1 << random.Next(0, 20)} where position = {position}", [], default);
        else
            await db.RawAsync($"update journal_row set {column} = @p0 || substr({column}, 2) where position = {position}", [column == "payload" ? "[" : "Z"], default);
    }

    private static async Task FlipBytesAsync(MegalisDb db, string table, string column, string where, Random random)
    {
        var bytes = (byte[])(await db.RawAsync($"select {column} from {table} where {where}", [], default))!;
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        await db.RawAsync($"update {table} set {column} = @p0 where {where}", [bytes], default);
    }

    /// <summary>As an intruder who knows the format: another content, all hashes of the row right.</summary>
    private static async Task RewriteAsync(MegalisDb db, long position)
    {
        var row = await db.Set<JournalRow>().SingleAsync(j => j.Position == position);
        row.Payload = """{"nom":"Someone Else"}""";
        row.PayloadHash = CanonicalEntry.PayloadHash(row.Salt, Encoding.UTF8.GetBytes(row.Payload));
        row.Header = CanonicalEntry.Bytes(Megalis.Kernel.Journal.Journal.HeaderOf(row), row.PayloadHash);
        row.LeafHash = Merkle.LeafHash(row.Header);
        await db.SaveChangesAsync();
    }

    private static async Task RebuildTreeAsync(MegalisDb db)
    {
        var frontier = new MerkleFrontier();
        foreach (var leaf in await db.Set<JournalRow>().OrderBy(j => j.Position).Select(j => j.LeafHash).ToListAsync())
            foreach (var (node, hash) in frontier.Append(leaf))
                await db.RawAsync("update journal_node set hash = @p0 where level = @p1 and number = @p2", [hash, node.Level, node.Index], default);
    }

    /// <summary>As a restored backup: rows, tree and heads end at the same place.</summary>
    private static async Task CutAsync(MegalisDb db, long size)
    {
        await db.RawAsync($"delete from journal_row where position > {size}", [], default);
        await db.RawAsync($"delete from journal_node where size > {size}", [], default);
        await db.RawAsync($"delete from journal_head where tree_size > {size}", [], default);
    }
}
