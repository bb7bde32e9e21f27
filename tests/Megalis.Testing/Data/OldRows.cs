using System.Globalization;
using Megalis.Kernel.Data;

namespace Megalis.Testing;

/// <summary>Fills each table of a database that stands at an earlier number of its migrations, so that an upgrade has rows to keep.</summary>
internal static class OldRows
{
    /// <summary>One row in each table that is empty: every column 1 or « 1 », so that foreign keys meet.</summary>
    /// <returns>The tables that hold a row now.</returns>
    public static async Task<IReadOnlyList<string>> FillAsync(MegalisDb db)
    {
        var columns = (await DatabaseShape.OfDatabaseAsync(db)).Where(l => l.StartsWith("column ", StringComparison.Ordinal))
            .Select(l => l["column ".Length..].Split(' ', 2)).Select(w => (Table: w[0].Split('.')[0], Column: w[0].Split('.')[1], Type: w[1])).ToLookup(c => c.Table);
        var waiting = columns.Select(c => c.Key).ToList();
        for (var before = int.MaxValue; waiting.Count > 0 && waiting.Count < before;)
        {
            before = waiting.Count;
            foreach (var table in waiting.ToList())
                if (await TryFillAsync(db, table, [.. columns[table].Select(c => (c.Column, c.Type))]))
                    waiting.Remove(table);
        }

        return waiting.Count == 0 ? [.. columns.Select(c => c.Key)] : throw new InvalidOperationException($"These tables could not be filled: {string.Join(", ", waiting)}.");
    }

    public static async Task<long> CountAsync(MegalisDb db, string table) =>
        Convert.ToInt64(await db.RawAsync($"select count(*) from \"{table}\"", [], CancellationToken.None), CultureInfo.InvariantCulture);

    private static async Task<bool> TryFillAsync(MegalisDb db, string table, (string Name, string Type)[] columns)
    {
        if (await CountAsync(db, table) > 0)
            return true;
        try
        {
            await db.TransactAsync(() => db.RawAsync(
                $"insert into \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) values ({string.Join(", ", columns.Select(c => ValueOf(c.Type)))})", [], CancellationToken.None));
            return true;
        }
        catch (System.Data.Common.DbException)
        {
            // Its principal has no row yet.
            return false;
        }
    }

    private static string ValueOf(string type) => type.Split(' ')[0] switch
    {
        "text" => "'1'",
        "boolean" => "true",
        "date" => "date '2026-03-01'",
        "bytea" => "'\\x31'::bytea",
        "blob" => "x'31'",
        _ => "1",
    };
}
