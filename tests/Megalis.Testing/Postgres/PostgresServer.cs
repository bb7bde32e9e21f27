using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Megalis.Testing;

/// <summary>
/// A real PostgreSQL for tests, the one that npm laid in <c>tests/Megalis.Testing/node_modules</c>, started once per test process.
/// <c>MEGALIS_TEST_POSTGRES</c>, a superuser's connection string, points to a server that already runs instead.
/// Tests get databases whose owner is neither superuser nor BYPASSRLS, because both skip row-level security without a word.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string ExternalServerVariable = "MEGALIS_TEST_POSTGRES";

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> templates = new();
    private readonly EmbeddedServer? embedded;
    private readonly string owner = NewName();
    private readonly string password = RandomName();

    private PostgresServer(string adminConnectionString, EmbeddedServer? embedded)
    {
        AdminConnectionString = adminConnectionString;
        this.embedded = embedded;
    }

    /// <summary>A superuser's connection to the database <c>postgres</c>: for what no role of the product may do, such as ending a connection from outside.</summary>
    public string AdminConnectionString { get; }

    /// <summary>The server of this test process, without fsync; started by the first who asks, stopped when the process ends, killed or not.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>A server of one's own. <paramref name="durable"/> keeps fsync on: for figures, and for tests that pull the plug.</summary>
    public static async Task<PostgresServer> StartAsync(bool durable)
    {
        var embedded = await EmbeddedServer.StartAsync(durable);
        var server = new PostgresServer(embedded.AdminConnectionString, embedded);
        await server.CreateOwnerAsync();
        return server;
    }

    /// <summary>A fresh database, empty or copied from what <see cref="EnsureTemplateAsync"/> filled.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? template = null)
    {
        var name = NewName();
        var source = template is null
            ? "template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            : await TemplateOf(template);
        await AdministerAsync($"CREATE DATABASE {name} OWNER {owner} TEMPLATE {source}");
        return new PostgresDatabase(this, name, ConnectionStringOf(name));
    }

    /// <summary>Fills a database once per process and per key; copies of it cost some 50 ms where migrations cost seconds.</summary>
    /// <param name="key">Any name, the same for the same content.</param>
    /// <param name="fill">Is given the connection string; all its connections are ended before the first copy.</param>
    public Task EnsureTemplateAsync(string key, Func<string, Task> fill) =>
        templates.GetOrAdd(key, _ => new(() => FillTemplateAsync(fill))).Value;

    /// <summary>Stops a server of one's own, its data kept: <c>INT</c> as its operator does, <c>QUIT</c> as a crash.</summary>
    public Task PauseAsync(string signal = "INT") => Own.PauseAsync(signal);

    /// <summary>Starts it again where it was; returns once a connection opens.</summary>
    public Task ResumeAsync() => Own.ResumeAsync();

    private EmbeddedServer Own => embedded ?? throw new InvalidOperationException("Only a server of one's own is stopped: PostgresServer.StartAsync.");

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    internal async Task DropDatabaseAsync(PostgresDatabase database)
    {
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await AdministerAsync($"DROP DATABASE IF EXISTS {database.Name} WITH (FORCE)");
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        if (Environment.GetEnvironmentVariable(ExternalServerVariable) is not { Length: > 0 } external)
            return await StartAsync(durable: false);

        var server = new PostgresServer(external, embedded: null);
        await server.DropLeftoversAsync();
        await server.CreateOwnerAsync();
        return server;
    }

    private Task CreateOwnerAsync() =>
        AdministerAsync($"CREATE ROLE {owner} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '{password}'");

    private async Task<string> FillTemplateAsync(Func<string, Task> fill)
    {
        var name = NewName();
        await AdministerAsync($"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        await fill(ConnectionStringOf(name));
        await using (var connection = new NpgsqlConnection(ConnectionStringOf(name)))
            NpgsqlConnection.ClearPool(connection);
        await AdministerAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await AdministerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        return name;
    }

    private Task<string> TemplateOf(string key) => templates.TryGetValue(key, out var template)
        ? template.Value
        : throw new InvalidOperationException($"No template '{key}': call {nameof(EnsureTemplateAsync)} first.");

    /// <summary>On a server that outlives the tests, runs leave roles behind, and killed ones databases: those of the day before are dropped.</summary>
    private async Task DropLeftoversAsync()
    {
        const string OldNames = """
            SELECT kind || ' IF EXISTS ' || name || force FROM (
                SELECT 'DATABASE' AS kind, datname AS name, ' WITH (FORCE)' AS force FROM pg_database
                UNION ALL SELECT 'ROLE', rolname, '' FROM pg_roles) AS things
            WHERE name ~ '^megalis_[0-9]{10}_' AND to_timestamp(substr(name, 9, 10)::bigint) < now() - interval '1 day'
            ORDER BY kind
            """;
        await using var admin = NpgsqlDataSource.Create(AdminConnectionString);
        var leftovers = new List<string>();
        await using (var command = admin.CreateCommand(OldNames))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                leftovers.Add(reader.GetString(0));
        }

        foreach (var leftover in leftovers)
            await AdministerAsync("DROP " + leftover);
    }

    private async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder(AdminConnectionString)
    {
        Database = database,
        Pooling = true,
        Username = owner,
        Password = password,
        IncludeErrorDetail = true,
    }.ConnectionString;

    // The wall clock, not a test's: the name of a database or a role says when it was made, for DropLeftoversAsync.
    private static string NewName() =>
        string.Create(CultureInfo.InvariantCulture, $"megalis_{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}_{RandomName()}");

    private static string RandomName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
}
