using System.Data.Common;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tenants;

/// <summary>
/// A scope of services that works for a tenant, with a database context of its own. Jobs, verbs and the portal's acts on
/// a buyer's consultation enter one; a request has one from the middleware.
/// </summary>
public sealed class TenantScope : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly Func<ValueTask> _leave;

    private TenantScope(AsyncServiceScope scope, Func<ValueTask>? leave = null)
    {
        _scope = scope;
        _leave = leave ?? (() => ValueTask.CompletedTask);
    }

    public IServiceProvider Services => _scope.ServiceProvider;
    public MegalisDb Db => Services.GetRequiredService<MegalisDb>();

    /// <summary>A fresh scope for a tenant, outside any transaction.</summary>
    public static TenantScope Enter(IServiceProvider services, Tenant tenant)
    {
        var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenant);
        return new TenantScope(scope);
    }

    /// <summary>A scope that sees all tenants: for what is the platform's or one account's over all sites, never for a page of one site.</summary>
    public static TenantScope EnterHost(IServiceProvider services)
    {
        var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().SetHost();
        return new TenantScope(scope);
    }

    /// <summary>
    /// A scope for a tenant inside the open transaction of <paramref name="outer"/>: same connection, so that both commit
    /// or neither does. The row-security setting is restored on leaving. The inner scope does not commit.
    /// </summary>
    public static async Task<TenantScope> JoinAsync(IServiceProvider services, Tenant tenant, MegalisDb outer, CancellationToken stop = default)
    {
        var transaction = outer.Database.CurrentTransaction
            ?? throw new InvalidOperationException("Joining a tenant needs an open transaction; call it inside TransactAsync.");
        var before = outer.RowSecuritySetting;
        var inner = Enter(services, tenant);
        try
        {
            inner.Db.Database.SetDbConnection(outer.Database.GetDbConnection());
            await inner.Db.Database.UseTransactionAsync(transaction.GetDbTransaction(), stop);
            await inner.Db.SetRowSecurityAsync(inner.Db.RowSecuritySetting, stop);
            inner.Db.JoinedTo = outer;
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }

        return new TenantScope(inner._scope, async () => await outer.SetRowSecurityAsync(before, CancellationToken.None));
    }

    /// <summary>A fresh scope over the queue's connection, for a transaction that <see cref="JoinTransactionAsync"/> names.</summary>
    internal static TenantScope Enter(IServiceProvider services, Tenant tenant, DbConnection connection)
    {
        var scope = Enter(services, tenant);
        scope.Db.Database.SetDbConnection(connection);
        scope.Db.Database.AutoSavepointsEnabled = false;
        return scope;
    }

    /// <summary>
    /// Takes the scope into a transaction of the queue, which commits it. PostgreSQL's setting is the caller's to make,
    /// with the statement that claims the row. A failed save ends the transaction: there are no savepoints inside.
    /// </summary>
    internal Task JoinTransactionAsync(DbTransaction transaction, CancellationToken stop) => Db.Database.UseTransactionAsync(transaction, stop);

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _leave();
    }
}
