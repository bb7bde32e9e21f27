using Megalis.Testing;
using Npgsql;

namespace Megalis.Kernel.Tests.Testing;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task A_fresh_database_belongs_to_a_role_that_row_level_security_binds()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = await server.CreateDatabaseAsync();

        var facts = await AskAsync(database.ConnectionString, """
            SELECT concat_ws(' ', r.rolsuper, r.rolbypassrls, r.rolcreatedb, d.datdba = r.oid, d.datcollate, pg_encoding_to_char(d.encoding))
            FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()
            """);

        Assert.Equal("f f f t C.UTF-8 UTF8", facts);
        Assert.StartsWith("megalis_", database.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_databases_do_not_see_each_other()
    {
        var server = await PostgresServer.SharedAsync();
        await using var first = await server.CreateDatabaseAsync();
        await using var second = await server.CreateDatabaseAsync();

        await AskAsync(first.ConnectionString, "CREATE TABLE acte (id int); SELECT 'done'");

        Assert.Equal("", await AskAsync(second.ConnectionString, "SELECT coalesce(to_regclass('acte')::text, '')"));
    }

    [Fact]
    public async Task A_template_is_filled_once_and_its_copies_have_its_rows_and_may_change_them()
    {
        var server = await PostgresServer.SharedAsync();
        var fillings = 0;
        async Task FillAsync(string connectionString)
        {
            Interlocked.Increment(ref fillings);
            await AskAsync(connectionString, "CREATE TABLE lot (name text); INSERT INTO lot VALUES ('toiture'); SELECT 'filled'");
        }

        await Task.WhenAll(server.EnsureTemplateAsync("lots", FillAsync), server.EnsureTemplateAsync("lots", FillAsync));
        await using var copy = await server.CreateDatabaseAsync("lots");

        Assert.Equal("toiture", await AskAsync(copy.ConnectionString, "SELECT name FROM lot"));
        Assert.Equal("2", await AskAsync(copy.ConnectionString, "INSERT INTO lot VALUES ('voirie'); SELECT count(*)::text FROM lot"));
        Assert.Equal(1, fillings);
    }

    [Fact]
    public async Task A_dropped_database_is_gone_even_while_someone_is_connected()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await using var guest = new NpgsqlConnection(database.ConnectionString);
        await guest.OpenAsync();

        await database.DropAsync();

        var error = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(database.ConnectionString, "SELECT 'alive'"));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, error.SqlState);
    }

    [Fact]
    public async Task The_durable_server_is_one_of_its_own_and_flushes_to_the_disk()
    {
        if (Environment.GetEnvironmentVariable(PostgresServer.ExternalServerVariable) is null)
            Assert.Equal("off", await AskAsync((await PostgresServer.SharedAsync()).AdminConnectionString, "SHOW fsync"));

        await using var durable = await PostgresServer.StartAsync(durable: true);

        Assert.Equal("on", await AskAsync(durable.AdminConnectionString, "SHOW fsync"));
    }

    private static async Task<string> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetString(0);
    }
}
