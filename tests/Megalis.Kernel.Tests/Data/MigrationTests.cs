using Megalis.Kernel.Data;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Data;

public sealed class MigrationTests
{
    public static TheoryData<string, int> BothAtEachNumber => new()
    {
        { BothDatabases.Sqlite, 1 },
        { BothDatabases.Postgres, 1 },
        { BothDatabases.Sqlite, 2 },
        { BothDatabases.Postgres, 2 },
        { BothDatabases.Sqlite, 3 },
        { BothDatabases.Postgres, 3 },
    };

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migrated_database_equals_the_model(string database)
    {
        await using var host = await KernelHost.StartAsync(database, services => services.AddTables<ShelfTables>().AddMigrations<ShelfMigrations>());
        await using var scope = host.EnterHost();

        var model = DatabaseShape.OfModel(scope.Db);
        Assert.Contains("unique note_row(tenant_id, text)", model);
        Assert.Contains(model, line => line.StartsWith("column shelf.label text", StringComparison.Ordinal));
        Assert.Equal(model, await DatabaseShape.OfDatabaseAsync(scope.Db));
        if (host.IsPostgres)
            Assert.Empty(await DatabaseShape.LinguisticColumnsAsync(scope.Db));
    }

    [Theory, MemberData(nameof(BothAtEachNumber))]
    public async Task An_upgrade_from_each_earlier_number_keeps_the_rows(string database, int number)
    {
        await using var host = await KernelHost.BuildAsync(database, services => services.AddTables<ShelfTables>().AddMigrations<ShelfMigrations>());
        var migrator = host.Services.GetRequiredService<Migrator>();
        migrator.MayLeave = (type, at) => type.FullName!.StartsWith("Megalis.Kernel.", StringComparison.Ordinal) && at < (type == typeof(ShelfMigrations) ? number : 1);
        await migrator.RunAsync(CancellationToken.None);
        IReadOnlyList<string> filled;
        await using (var scope = host.EnterHost())
            filled = await OldRows.FillAsync(scope.Db);

        migrator.MayLeave = (_, _) => true;
        await migrator.RunAsync(CancellationToken.None);

        await using var after = host.EnterHost();
        Assert.Equal(DatabaseShape.OfModel(after.Db), await DatabaseShape.OfDatabaseAsync(after.Db));
        foreach (var table in filled)
            Assert.Equal((table, 1), (table, await OldRows.CountAsync(after.Db, table)));
        var shelf = await after.Db.Set<Shelf>().SingleAsync();
        Assert.Equal((1, "1", number < 3 ? 7 : 1), (shelf.Id, shelf.Label, shelf.Height));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_rebuilt_table_is_still_pointed_to_and_counts_on(string database)
    {
        await using var host = await KernelHost.StartAsync(database, services => services.AddTables<ShelfTables>().AddMigrations<ShelfMigrations>());
        await using var scope = host.EnterHost();
        var shelf = new Shelf { TenantId = 1, Label = "law", Height = 3 };
        scope.Db.Add(shelf);
        await scope.Db.SaveChangesAsync();
        scope.Db.Add(new Book { TenantId = 1, ShelfId = shelf.Id });
        await scope.Db.SaveChangesAsync();

        scope.Db.Add(new Book { TenantId = 1, ShelfId = shelf.Id + 1000 });
        await Assert.ThrowsAsync<DbUpdateException>(() => scope.Db.SaveChangesAsync());
        scope.Db.ChangeTracker.Clear();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => scope.Db.DeleteWhereAsync<Shelf>(s => s.Id == shelf.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migration_that_fails_leaves_its_number_and_its_tables_as_they_were(string database)
    {
        await using var host = await KernelHost.BuildAsync(database, services => services.AddMigrations<BrokenMigrations>());

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => host.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None));

        await using var scope = host.EnterHost();
        Assert.DoesNotContain(await DatabaseShape.OfDatabaseAsync(scope.Db), line => line.Contains("half_done", StringComparison.Ordinal));
        Assert.Null(await scope.Db.RawAsync("select number from megalis_migration where name like '%Broken%'", [], CancellationToken.None));
    }

    [Fact]
    public async Task Two_nodes_that_start_together_migrate_once()
    {
        await using var first = await KernelHost.BuildAsync(BothDatabases.Postgres);
        var nodes = await Task.WhenAll(first.StartSecondNodeAsync(), first.StartSecondNodeAsync(), first.StartSecondNodeAsync());

        await using (var scope = nodes[0].EnterHost())
            Assert.Equal(DatabaseShape.OfModel(scope.Db), await DatabaseShape.OfDatabaseAsync(scope.Db));
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task A_migration_that_takes_longer_than_a_statement_may_is_not_cut_off()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);

        await using var node = await host.StartSecondNodeAsync(
            services => services.AddMigrations<SlowMigrations>(), settings: ("Megalis:Database:ConnectionString", host.ConnectionString + ";Command Timeout=1"));

        Assert.Equal(1, await host.TamperAsync("select number from megalis_migration where name like '%Slow%'"));
    }

    internal sealed class SlowMigrations : DataMigration
    {
        public override int Create()
        {
            Schema.Sql("select pg_sleep(2)");
            return 1;
        }
    }

    internal sealed class Shelf : ITenantOwned
    {
        public int Id { get; set; }
        public int TenantId { get; set; }
        public string Label { get; set; } = "";
        public int Height { get; set; }
        public string? Remark { get; set; }
    }

    internal sealed class Book : ITenantOwned
    {
        public int Id { get; set; }
        public int TenantId { get; set; }
        public int ShelfId { get; set; }
    }

    private sealed class ShelfTables : ITables
    {
        public void Describe(ModelBuilder model)
        {
            model.Entity<Shelf>().HasIndex(s => s.Label);
            model.Entity<Book>().HasOne<Shelf>().WithMany().HasForeignKey(b => b.ShelfId).OnDelete(DeleteBehavior.Restrict);
        }
    }

    /// <summary>All that a migration may do, one step after the other.</summary>
    private sealed class ShelfMigrations : DataMigration
    {
        public override int Create()
        {
            Schema.Table("shelf", t => t.IdentityInt().Tenant().Text("name").Text("obsolete"))
                .Table("book", t => t.IdentityInt().Tenant().Int("shelf_id").Foreign("shelf_id", "shelf").Index("shelf_id"));
            return 1;
        }

        public int UpdateFrom1()
        {
            Schema.AddColumn("shelf", t => t.Int("height", defaultValue: 7));
            return 2;
        }

        public int UpdateFrom2()
        {
            Schema.RenameColumn("shelf", "name", "label").Index("shelf", "label").Sql("update shelf set height = 7");
            return 3;
        }

        public int UpdateFrom3()
        {
            Schema.RebuildTable("shelf", t => t.IdentityInt().Tenant().Text("label").Int("height").Text("remark", nullable: true).Index("label"),
                kept: ["id", "tenant_id", "label"], fill: new Dictionary<string, string> { ["height"] = "height * 1" });
            return 4;
        }
    }

    private sealed class BrokenMigrations : DataMigration
    {
        public override int Create()
        {
            Schema.Table("half_done", t => t.Identity()).Sql("this is no statement");
            return 1;
        }
    }
}
