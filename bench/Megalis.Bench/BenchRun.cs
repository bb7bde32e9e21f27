using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Testing;

namespace Megalis.Bench;

/// <summary>One promise and how it is measured.</summary>
internal sealed record BenchCase(string Name, Func<BenchContext, Task> Run, bool SqliteOnly = false, bool PostgresOnly = false);

/// <summary>
/// Chooses the cases by the command line: <c>[NAME...] [--database sqlite|postgres|both] [--case NAME]</c>, the last one for
/// those that can measure one of their lines alone.
/// </summary>
internal static class BenchRun
{
    /// <summary>No case takes longer, whatever hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(12);

    /// <returns>0 when every case came to its end, 1 when one failed, 2 for a command that makes no sense.</returns>
    public static async Task<int> RunAsync(string[] args, IReadOnlyList<BenchCase> all)
    {
        var (asked, others) = Option(args, "--database", "sqlite");
        var (line, names) = Option(others, "--case", null);
        string[] databases = asked switch { "sqlite" or "postgres" => [asked], "both" => ["sqlite", "postgres"], _ => [] };
        if (databases.Length == 0 || names.Any(name => all.All(c => c.Name != name)))
        {
            await Console.Error.WriteLineAsync($"Usage: [{string.Join("|", all.Select(c => c.Name))}]... [--database sqlite|postgres|both] [--case NAME]");
            return 2;
        }

        var failed = 0;
        foreach (var chosen in all.Where(c => names.Length == 0 || names.Contains(c.Name)))
            foreach (var database in chosen.SqliteOnly ? ["sqlite"] : chosen.PostgresOnly ? ["postgres"] : databases)
                failed += await RunAsync(chosen, database, line) ? 0 : 1;
        return failed == 0 ? 0 : 1;
    }

    private static (string? Value, string[] Others) Option(string[] args, string name, string? otherwise) => Array.IndexOf(args, name) is var at && at < 0
        ? (otherwise, args)
        : (args.ElementAtOrDefault(at + 1) ?? "", [.. args[..at], .. args.Skip(at + 2)]);

    private static async Task<bool> RunAsync(BenchCase chosen, string database, string? line)
    {
        using var stop = new CancellationTokenSource(Longest);
        await using var context = new BenchContext(chosen.Name, database, line, stop.Token);
        context.Say("begins");
        try
        {
            await chosen.Run(context).WaitAsync(stop.Token);
            return true;
        }
        catch (Exception e)
        {
            context.Say($"failed: {e}");
            return false;
        }
    }
}

/// <summary>What a case needs: a folder that goes away, databases, and where its figures go.</summary>
internal sealed class BenchContext(string bench, string database, string? line, CancellationToken stop) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private PostgresServer? _server;

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Database => database;

    public CancellationToken Stop => stop;

    /// <summary>Whether a line of the case is to be measured: all are, unless the command line asks for one alone.</summary>
    public bool Measures(string name) => line is null || line == name;

    /// <summary>A path below the case's own folder; nothing is created.</summary>
    public string PathOf(string name) => _folder[name];

    /// <summary>Configuration of a host on an empty database of its own; PostgreSQL is durable here, as in production.</summary>
    /// <param name="name">Tells the hosts of one case apart.</param>
    public async Task<Dictionary<string, string>> NewHostAsync(string name)
    {
        var settings = new Dictionary<string, string>
        {
            ["Megalis:DataPath"] = PathOf(name),
            ["Megalis:CachePath"] = PathOf(name + "-cache"),
            ["Megalis:AutoSetup:Recipe"] = "region.recipe.json",
            ["Megalis:AutoSetup:Password"] = "un mot de passe de banc",
        };
        if (database == "postgres")
        {
            _server ??= await PostgresServer.StartAsync(durable: true);
            settings["Megalis:Database:Provider"] = "Postgres";
            settings["Megalis:Database:ConnectionString"] = (await _server.CreateDatabaseAsync()).ConnectionString;
        }

        return settings;
    }

    /// <summary>One line of figures on standard output.</summary>
    /// <param name="name">The case within the bench.</param>
    /// <param name="figures">An object whose properties are the figures.</param>
    /// <param name="kept">Whether the promise is kept; null where the line promises nothing.</param>
    public void Report(string name, object figures, bool? kept = null)
    {
        var line = new JsonObject { ["bench"] = bench, ["case"] = name, ["database"] = database };
        foreach (var (key, value) in JsonSerializer.SerializeToNode(figures, JsonSerializerOptions.Web)!.AsObject())
            line[key] = value is JsonValue number && number.TryGetValue<double>(out var d) ? Math.Round(d, 3) : value?.DeepClone();
        if (kept is { } yes)
            line["kept"] = yes;
        line["fsyncP50Ms"] = Math.Round(FsyncProbe.P50(_folder.Path), 3);
        Console.WriteLine(line.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    /// <summary>Progress, on standard error.</summary>
    public void Say(string what) => Console.Error.WriteLine($"[{bench}, {database}] {what}");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
