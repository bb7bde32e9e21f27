using System.Text;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Microsoft.Data.Sqlite;

namespace Megalis.Bench.Search;

/// <summary>The same notices in SQLite's FTS5, fed with the same terms; total, ten hits and facets in SQL.</summary>
internal sealed class Fts5 : IDisposable
{
    /// <summary>In the place of a stop word, so that phrases have the same holes.</summary>
    private const string Hole = "0hole";

    private readonly SqliteConnection _connection;
    private readonly FrenchAnalyzer _analyzer;

    public Fts5(string file, AnalysisProfile profile)
    {
        _analyzer = new FrenchAnalyzer(profile);
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144");
    }

    public void Build(string corpus)
    {
        Run("CREATE TABLE docs(id INTEGER PRIMARY KEY, departement TEXT, division TEXT, procedure TEXT, publication INTEGER, limite INTEGER);"
            + "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize=\"ascii\")");
        using var transaction = _connection.BeginTransaction();
        using var document = Command("INSERT INTO docs VALUES($id,$departement,$division,$procedure,$publication,$limite)", "$id", "$departement", "$division", "$procedure", "$publication", "$limite");
        using var words = Command("INSERT INTO words(rowid,text) VALUES($id,$text)", "$id", "$text");
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in CorpusRow.Read(corpus))
        {
            var id = long.Parse(row.Id, System.Globalization.CultureInfo.InvariantCulture);
            Set(document, id, row.Departement, row.Division, row.Procedure, row.Published, row.Deadline);
            Set(words, id, Terms(row.Text, known));
        }

        transaction.Commit();
        Run("INSERT INTO words(words) VALUES('optimize'); CREATE INDEX open ON docs(limite); CREATE INDEX published ON docs(publication); ANALYZE");
    }

    /// <returns>The exact total; hits and facets are read and dropped.</returns>
    public long Ask(CorpusQuery query)
    {
        var from = query.Kind == "all" ? "FROM docs d WHERE 1" : "FROM words w JOIN docs d ON d.id=w.rowid WHERE words MATCH $match";
        var where = (query.IsOpenOnly ? " AND d.limite>=$today" : "") + (query.Departement.Length > 0 ? " AND d.departement=$departement" : "") + (query.Division.Length > 0 ? " AND d.division=$division" : "");
        var counted = query.Kind == "all" || where.Length > 0 ? from + where : "FROM words WHERE words MATCH $match";
        var order = query.Sort switch { "date" => "d.publication DESC", "deadline" => "d.limite", _ => "bm25(words)" };
        var total = Read($"SELECT count(*) {counted}", query);
        Read($"SELECT d.id {from}{where} ORDER BY {order} LIMIT 10", query);
        if (query.HasFacets)
            foreach (var facet in (string[])["departement", "division", "procedure"])
                Read($"SELECT d.{facet}, count(*) {from}{where} GROUP BY 1", query);
        return total;
    }

    private long Read(string sql, CorpusQuery query)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$match", Match(query));
        command.Parameters.AddWithValue("$today", CorpusQuery.Today);
        command.Parameters.AddWithValue("$departement", query.Departement);
        command.Parameters.AddWithValue("$division", query.Division);
        using var reader = command.ExecuteReader();
        var first = -1L;
        while (reader.Read())
            first = first < 0 && reader.GetFieldType(0) == typeof(long) ? reader.GetInt64(0) : first;
        return first;
    }

    private string Match(CorpusQuery query)
    {
        var terms = Terms(query.Text, []).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return query.Kind switch
        {
            "phrase" => "\"" + string.Join(' ', terms) + "\"",
            "prefix" => $"\"{Plain(Kernel.Identifiers.Folded.Of(query.Text))}\"*",
            _ => string.Join(" AND ", terms.Where(term => term != Hole).Select(term => $"\"{term}\"")),
        };
    }

    private string Terms(string text, Dictionary<string, string> known)
    {
        var terms = new StringBuilder();
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var breaks = _analyzer.Breaks(text); breaks.Next();)
        {
            if (!lookup.TryGetValue(breaks.Word, out var term))
                lookup[breaks.Word] = term = _analyzer.Analyze(breaks.Word).Term is { } found ? Plain(found) : Hole;
            terms.Append(term).Append(' ');
        }

        return terms.ToString();
    }

    /// <summary>One token for the ascii tokenizer.</summary>
    private static string Plain(string term) => string.Concat(term.Select(c => char.IsAsciiLetterOrDigit(c) || c > 127 ? c.ToString() : "0q"));

    private SqliteCommand Command(string sql, params string[] names)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names)
            command.Parameters.AddWithValue(name, "");
        return command;
    }

    private static void Set(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
