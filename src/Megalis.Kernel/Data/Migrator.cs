using System.Reflection;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Data;

/// <summary>Brings the database to the shape that this build's modules want. Each step is one transaction.</summary>
internal sealed class Migrator(IServiceProvider root, IEnumerable<MigrationRegistration> registrations, ILogger<Migrator> log)
{
    /// <summary>Two nodes that start together must not migrate together.</summary>
    private const long LockKey = 0x4D4547414C4953;

    private const int LastNumber = int.MaxValue;

    /// <summary>For tests of upgrades: false holds a class back at a number, and row security with it.</summary>
    internal Func<Type, int, bool> MayLeave { get; set; } = (_, _) => true;

    public async Task RunAsync(CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(root);
        var db = scope.Db;
        // A large table takes as long as it takes; cut off, the step would begin again at each start and never end.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.OpenConnectionAsync(stop);
        if (!db.IsPostgres)
            // Rebuilding a table must not fire the deletes of those that point to it; checked below.
            await db.RawAsync("pragma foreign_keys = off", [], stop);
        else
            await db.RawAsync("select pg_advisory_lock(@p0)", [LockKey], stop);
        try
        {
            await MigrateAsync(db, stop);
        }
        finally
        {
            if (db.IsPostgres)
                await db.RawAsync("select pg_advisory_unlock(@p0)", [LockKey], CancellationToken.None);
            else
                await db.RawAsync("pragma foreign_keys = on", [], CancellationToken.None);
        }
    }

    private async Task MigrateAsync(MegalisDb db, CancellationToken stop)
    {
        // At each start, not only when a table is new: the role may have been given more since.
        await RowSecurity.RefusePowerfulRoleAsync(db, stop);
        await db.RawAsync("create table if not exists megalis_migration (name text not null primary key, number integer not null)", [], stop);
        var changed = false;
        foreach (var registration in registrations)
            changed |= await MigrateAsync(db, registration.Type, stop);
        if (!db.IsPostgres && changed && await db.RawAsync("select \"table\" from pragma_foreign_key_check limit 1", [], stop) is string broken)
            throw new InvalidOperationException($"After the migrations the table '{broken}' points to rows that do not exist.");
        // Not only after a migration: the process may have died between the last one and the wall.
        if (registrations.All(r => MayLeave(r.Type, LastNumber)) && (changed || !await RowSecurity.StandsAsync(db, stop)))
            await db.TransactAsync(() => RowSecurity.EnsureAsync(db, stop), stop);
    }

    private async Task<bool> MigrateAsync(MegalisDb db, Type type, CancellationToken stop)
    {
        var name = type.FullName!;
        var number = Convert.ToInt32(await db.RawAsync("select number from megalis_migration where name = @p0", [name], stop) ?? 0, System.Globalization.CultureInfo.InvariantCulture);
        var changed = false;
        while (MayLeave(type, number) && Next(type, number) is { } step)
        {
            var migration = (DataMigration)ActivatorUtilities.CreateInstance(root, type);
            migration.Schema = new Schema(db.IsPostgres);
            var reached = (int)step.Invoke(migration, null)!;
            if (reached <= number)
                throw new InvalidOperationException($"{name}.{step.Name} returned {reached}; it must return more than {number}.");
            await db.TransactAsync(async () =>
            {
                await ApplyAsync(db, migration.Schema.Operations, stop);
                await db.RawAsync("insert into megalis_migration (name, number) values (@p0, @p1) on conflict (name) do update set number = excluded.number", [name, reached], stop);
            }, stop);
            log.LogInformation("Migrated {Name} from {From} to {To}.", name, number, reached);
            number = reached;
            changed = true;
        }

        return changed;
    }

    private static MethodInfo? Next(Type type, int number) =>
        type.GetMethod(number == 0 ? "Create" : "UpdateFrom" + number.ToString(System.Globalization.CultureInfo.InvariantCulture), Type.EmptyTypes);

    private static async Task ApplyAsync(MegalisDb db, List<MigrationOperation> operations, CancellationToken stop)
    {
        var generator = db.GetService<IMigrationsSqlGenerator>();
        foreach (var command in generator.Generate(operations))
            await db.RawAsync(command.CommandText, [], stop);
    }
}
