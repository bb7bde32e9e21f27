using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Megalis.Web.Tests;

/// <summary>The database of the whole host, all modules together.</summary>
public sealed class WholeDatabaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migrated_database_equals_the_model_of_all_modules(string database)
    {
        await using var app = await BuildAsync(database);
        await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);

        await AssertEqualAsync(app);
        await using var scope = TenantScope.EnterHost(app.Services);
        if (database == BothDatabases.Postgres)
        {
            Assert.Empty(await DatabaseShape.LinguisticColumnsAsync(scope.Db));
            Assert.Equal(RowSecurity.Tables(scope.Db), await DatabaseShape.LinesAsync(scope.Db, "select relname from pg_class where relrowsecurity and relforcerowsecurity order by relname"));
        }
    }

    /// <summary>All modules are held at number 1, then 2 ..., as an installation of that day stood.</summary>
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_upgrade_from_each_earlier_number_keeps_a_row_of_each_table(string database)
    {
        for (var number = 1; ; number++)
        {
            await using var app = await BuildAsync(database);
            var migrator = app.Services.GetRequiredService<Migrator>();
            var held = false;
            migrator.MayLeave = (type, at) =>
            {
                held |= at == number && type.GetMethod($"UpdateFrom{at}") is not null;
                return at < number;
            };
            await migrator.RunAsync(CancellationToken.None);
            if (!held)
                return;
            IReadOnlyList<string> filled;
            await using (var scope = TenantScope.EnterHost(app.Services))
                filled = await OldRows.FillAsync(scope.Db);

            migrator.MayLeave = (_, _) => true;
            await migrator.RunAsync(CancellationToken.None);

            await AssertEqualAsync(app);
            await using var after = TenantScope.EnterHost(app.Services);
            foreach (var table in filled)
                Assert.Equal((number, table, 1), (number, table, await OldRows.CountAsync(after.Db, table)));
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static async Task AssertEqualAsync(WebApplication app)
    {
        await using var scope = TenantScope.EnterHost(app.Services);
        var (model, real) = (DatabaseShape.OfModel(scope.Db), await DatabaseShape.OfDatabaseAsync(scope.Db));
        Assert.Contains(model, line => line.StartsWith("key consultation(", StringComparison.Ordinal));
        Assert.True(model.SequenceEqual(real),
            $"The model wants and no migration makes:\n  {string.Join("\n  ", model.Except(real))}\nA migration makes and the model does not know:\n  {string.Join("\n  ", real.Except(model))}");
    }

    /// <summary>The host as Program.cs puts it together, its database untouched.</summary>
    private async Task<WebApplication> BuildAsync(string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Megalis:DataPath"] = Directory.CreateDirectory(folder[Guid.NewGuid().ToString("n")]).FullName,
            ["Megalis:Database:Provider"] = database,
            ["Megalis:Database:ConnectionString"] = database == BothDatabases.Postgres ? (await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()).ConnectionString : "",
        });
        builder.AddMegalis(typeof(Program).Assembly);
        return builder.Build();
    }
}
