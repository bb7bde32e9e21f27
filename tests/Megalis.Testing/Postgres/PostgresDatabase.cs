namespace Megalis.Testing;

/// <summary>One database of one test, owned by a role without superuser and without BYPASSRLS.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer server;

    internal PostgresDatabase(PostgresServer server, string name, string connectionString)
    {
        this.server = server;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary><c>megalis_</c>, the second it was made, six random bytes.</summary>
    public string Name { get; }

    /// <summary>Npgsql's form, for the owner of the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Ends its connections and drops it; a second call does nothing.</summary>
    public Task DropAsync() => server.DropDatabaseAsync(this);

    public async ValueTask DisposeAsync() => await DropAsync();
}
