using System.Data.Common;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Megalis.Kernel.Data;

/// <summary>
/// The one database context. Its tables come from the modules, its tenant from the scope it lives in, and it writes in
/// transactions only: on SQLite each waits at the gate for its turn.
/// </summary>
public sealed class MegalisDb : DbContext
{
    public const string TenantFilter = "Tenant";

    private readonly TenantContext _tenant;
    private readonly WriteGate _gate;
    private readonly IEnumerable<IInterceptor> _interceptors;
    private readonly List<Func<Task>> _afterCommit = [];

    internal MegalisDb(DbContextOptions<MegalisDb> options, TenantContext tenant, WriteGate gate, TableRegistry tables, bool isPostgres) : base(options)
    {
        _tenant = tenant;
        _gate = gate;
        Tables = tables;
        IsPostgres = isPostgres;
        _interceptors = options.FindExtension<CoreOptionsExtension>()?.Interceptors ?? [];
        // Otherwise a SaveChanges of one row starts no transaction and slips past the gate.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    /// <summary>The tenant of this context; 0 in the host's scope. Read by the query filter.</summary>
    public int TenantId => _tenant.IsHost || !_tenant.IsSet ? 0 : _tenant.Tenant.Id;

    /// <summary>True in the host's scope only, whose model has no tenant filter.</summary>
    public bool AllTenants => _tenant.IsHost;

    public bool IsPostgres { get; }

    internal TableRegistry Tables { get; }

    /// <summary>The context whose transaction this one shares, see <see cref="TenantScope.JoinAsync"/>.</summary>
    internal MegalisDb? JoinedTo { get; set; }

    /// <summary>What PostgreSQL's policies compare tenant_id with.</summary>
    internal string RowSecuritySetting => AllTenants ? "*" : TenantId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, or in the one that is already open. On SQLite the gate is held
    /// from here to the commit: no file and no network inside.
    /// </summary>
    public async Task TransactAsync(Func<Task> work, CancellationToken stop = default)
    {
        if (Database.CurrentTransaction is not null)
        {
            await work();
            return;
        }

        using (await _gate.EnterAsync(stop))
        {
            await using var transaction = await Database.BeginTransactionAsync(stop);
            try
            {
                await work();
                await transaction.CommitAsync(stop);
            }
            catch
            {
                _afterCommit.Clear();
                throw;
            }
        }

        await _gate.WhenDurableAsync();
        await RunAfterCommitAsync();
    }

    /// <summary>
    /// Returns when everything that was committed before the call, by whomever, would survive a power cut. Writes await it
    /// by themselves; call it before giving out as proof what was only read.
    /// </summary>
    public Task WhenDurableAsync() => _gate.WhenDurableAsync();

    /// <summary>Runs once the transaction that is open now has committed; at once when none is. Never after a rollback.</summary>
    public void AfterCommit(Func<Task> action)
    {
        var outermost = this;
        while (outermost.JoinedTo is { } outer)
            outermost = outer;
        outermost._afterCommit.Add(action);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        TenantGuard.Check(this);
        if (Database.CurrentTransaction is not null)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        int rows;
        using (await _gate.EnterAsync(cancellationToken))
            rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await _gate.WhenDurableAsync();
        await RunAfterCommitAsync();
        return rows;
    }

    /// <summary>
    /// As SaveChangesAsync, for what is saved thousands of times a second: rows that stand alone are written without EF's
    /// planning (<see cref="PlainRows"/>); whoever watches saves is told all the same.
    /// </summary>
    /// <param name="loose">Rows to be written that the context does not track; empty afterwards.</param>
    public async Task SavePlainAsync(LooseRows loose, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(loose);
        if (Database.CurrentTransaction is null)
        {
            await TransactAsync(() => SavePlainAsync(loose, stop), stop);
            return;
        }

        var changed = ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (!changed.TrueForAll(e => RowShape.Of(e.Metadata, IsPostgres) is not null))
        {
            await SaveChangesAsync(stop);
            changed.Clear();
        }

        if (changed.Count + loose.Count == 0)
            return;
        TenantGuard.Check(this, changed);
        TenantGuard.Check(this, loose);
        var watching = Watching<ISaveChangesInterceptor>();
        if (watching is not null)
            await watching.SavingChangesAsync(new DbContextEventData(null!, null!, this), default, stop);
        await PlainRows.SaveAsync(this, changed, loose, stop);
        var rows = changed.Count + loose.Count;
        loose.Clear();
        if (watching is not null)
            await watching.SavedChangesAsync(new SaveChangesCompletedEventData(null!, null!, this, rows), rows, stop);
    }

    /// <summary>Commits a transaction that this context was given (the queue's workers begin theirs themselves); whoever watches commits is told, as of the context's own.</summary>
    internal async Task CommitAsync(DbTransaction transaction)
    {
        var watching = Watching<IDbTransactionInterceptor>();
        if (watching is not null)
            await watching.TransactionCommittingAsync(transaction, null!, default);
        await transaction.CommitAsync(CancellationToken.None);
        if (watching is not null)
            await watching.TransactionCommittedAsync(transaction, null!);
    }

    /// <remarks>Nobody watches but tests; EF's own answer costs as much as a statement.</remarks>
    private T? Watching<T>() where T : class, IInterceptor => _interceptors.OfType<T>().Any() ? this.GetService<IInterceptors>().Aggregate<T>() : null;

    /// <summary>Not supported: a synchronous write would block a thread at the gate.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: writes wait at the gate.");

    internal async Task SetRowSecurityAsync(string setting, CancellationToken stop)
    {
        if (!IsPostgres)
            return;
        await using var command = Database.GetDbConnection().CreateCommand();
        command.Transaction = Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = "select set_config('megalis.tenant_id', $1, true)";
        var parameter = command.CreateParameter();
        parameter.Value = setting;
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(stop);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        foreach (var tables in Tables.All)
            tables.Describe(modelBuilder);
        ModelRules.Apply(modelBuilder, this);
    }

    /// <summary>Runs what waits for the commit; called by whoever commits the transaction that this context joined.</summary>
    internal async Task RunAfterCommitAsync()
    {
        if (_afterCommit.Count == 0)
            return;
        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        foreach (var action in actions)
            await action();
    }
}
