using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Megalis.Kernel.Tests.Data;

/// <summary>The wall that stands when the product's own code is wrong: PostgreSQL's row security, asked past EF Core.</summary>
public sealed class RowSecurityTests
{
    [Fact]
    public async Task A_connection_that_never_said_its_tenant_gets_an_error_and_not_an_empty_result()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        await using var fresh = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.ConnectionString) { Pooling = false }.ConnectionString);
        await fresh.OpenAsync();

        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(fresh, "select count(*) from note_row"));
        Assert.Contains("megalis.tenant_id", error.MessageText, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(fresh, "update note_row set text = 'x'"));
    }

    [Fact]
    public async Task A_connection_back_from_the_pool_has_forgotten_its_tenant()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        var one = new NpgsqlConnectionStringBuilder(host.ConnectionString) { MaxPoolSize = 1 }.ConnectionString;
        int before;
        await using (var used = new NpgsqlConnection(one))
        {
            await used.OpenAsync();
            await RunAsync(used, "select set_config('megalis.tenant_id', '*', false)");
            Assert.Equal(2L, await RunAsync(used, "select count(*) from note_row"));
            before = used.ProcessID;
        }

        await using var again = new NpgsqlConnection(one);
        await again.OpenAsync();
        Assert.Equal(before, again.ProcessID);
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(again, "select count(*) from note_row"));
    }

    [Fact]
    public async Task The_owner_of_the_tables_is_held_too()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        var (kerlann, lannevez) = (host.Tenants.Find("kerlann")!.Id, host.Tenants.Find("lannevez")!.Id);
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await RunAsync(connection, $"select set_config('megalis.tenant_id', '{kerlann.ToString(CultureInfo.InvariantCulture)}', false)");

        Assert.Equal(1L, await RunAsync(connection, "select count(*) from note_row"));
        Assert.Equal(1, await TouchAsync(connection, "update note_row set version = version + 1"));
        Assert.Equal(0, await TouchAsync(connection, $"delete from note_row where tenant_id = {lannevez}"));
        var foreign = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, $"insert into note_row (tenant_id, text) values ({lannevez}, 'x')"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, foreign.SqlState);
        var moved = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, $"update note_row set tenant_id = {lannevez}"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, moved.SqlState);
    }

    [Fact]
    public async Task Only_the_host_scope_says_star()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);

        await using var scope = host.Enter(host.Tenants.Find("kerlann"));
        Assert.Equal(host.Tenants.Find("kerlann")!.Id.ToString(CultureInfo.InvariantCulture), await scope.Db.RawAsync("select current_setting('megalis.tenant_id')", [], default));
        // A filter that was forgotten or lifted meets the policy.
        Assert.Equal(1, await scope.Db.Set<NoteRow>().IgnoreQueryFilters().CountAsync());
        await using var all = host.EnterHost();
        Assert.Equal("*", await all.Db.RawAsync("select current_setting('megalis.tenant_id')", [], default));
    }

    [Fact]
    public async Task Every_table_with_a_tenant_of_the_model_is_walled_and_no_host_table_is()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        await using var scope = host.EnterHost();

        var walled = await DatabaseShape.LinesAsync(scope.Db, "select relname from pg_class where relrowsecurity and relforcerowsecurity order by relname");
        Assert.Equal(RowSecurity.Tables(scope.Db), walled);
        Assert.Contains("note_row", walled);
        Assert.DoesNotContain("queue_row", walled);
    }

    [Theory]
    [InlineData("disable row level security")]
    [InlineData("no force row level security")]
    public async Task A_wall_that_a_kill_after_the_last_migration_left_out_is_built_at_the_next_start(string missing)
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        await host.TamperAsync($"alter table note_row {missing}");

        await using var next = await host.StartSecondNodeAsync();

        await using var scope = host.EnterHost();
        Assert.True(await RowSecurity.StandsAsync(scope.Db, default));
        Assert.Contains("note_row", await DatabaseShape.LinesAsync(scope.Db, "select relname from pg_class where relrowsecurity and relforcerowsecurity"));
    }

    [Fact]
    public async Task The_server_notices_within_half_a_minute_that_a_nodes_machine_died()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        await using var pooled = host.EnterHost();
        await using var own = await host.Services.GetRequiredService<RawConnections>().OpenAsync(default, own: true);

        Assert.Equal("10", await pooled.Db.RawAsync("show tcp_keepalives_idle", [], default));
        Assert.Equal("10", await own.ScalarAsync(null, "show tcp_keepalives_idle", [], default));
        Assert.Equal("5", await own.ScalarAsync(null, "show tcp_keepalives_interval", [], default));
        Assert.Equal("3", await own.ScalarAsync(null, "show tcp_keepalives_count", [], default));
    }

    [Fact]
    public async Task A_role_that_passes_through_the_wall_is_refused_at_start()
    {
        await using var host = await TenantWallTests.TwoAsync(BothDatabases.Postgres);
        var admin = new NpgsqlConnectionStringBuilder((await PostgresServer.SharedAsync()).AdminConnectionString) { Database = new NpgsqlConnectionStringBuilder(host.ConnectionString).Database };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartSecondNodeAsync(settings: ("Megalis:Database:ConnectionString", admin.ConnectionString)));

        Assert.Contains("superuser", error.Message, StringComparison.Ordinal);
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<int> TouchAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
