using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Where a transaction can break.</summary>
public enum FaultPlace
{
    /// <summary>Before a statement of the step; before what it changed is written is one of them.</summary>
    Statement,

    /// <summary>Everything is written, nothing committed.</summary>
    BeforeCommit,

    /// <summary>Committed, and nobody hears so: no signal, no acknowledgement.</summary>
    AfterCommit,
}

/// <summary>Breaks one statement or commit of the product's database context, chosen by its number.</summary>
internal sealed class Faults : DbCommandInterceptor
{
    private FaultPlace place;
    private int left = -1;

    /// <summary>False when there were fewer places than the number asked for.</summary>
    public bool Fired { get; private set; }

    /// <summary>Registered over the options of the product's context.</summary>
    public void Install(IServiceCollection services)
    {
        var options = services.Last(d => d.ServiceType == typeof(DbContextOptions<MegalisDb>));
        services.AddSingleton(p => new DbContextOptionsBuilder<MegalisDb>((DbContextOptions<MegalisDb>)options.ImplementationFactory!(p)).AddInterceptors(this, new Saves(this), new Commits(this)).Options);
    }

    public void Arm(FaultPlace where, int number) => (place, left, Fired) = (where, number, false);

    public void Disarm() => left = -1;

    public override ValueTask<InterceptionResult<System.Data.Common.DbDataReader>> ReaderExecutingAsync(
        System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<System.Data.Common.DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (Strikes(FaultPlace.Statement))
            throw new InjectedFault();
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Strikes(FaultPlace.Statement))
            throw new InjectedFault();
        return new(result);
    }

    private bool Strikes(FaultPlace where)
    {
        if (place != where || left < 0 || left-- > 0)
            return false;
        return Fired = true;
    }

    private sealed class Saves(Faults faults) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (faults.Strikes(FaultPlace.Statement))
                throw new InjectedFault();
            return new(result);
        }
    }

    private sealed class Commits(Faults faults) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            System.Data.Common.DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (faults.Strikes(FaultPlace.BeforeCommit))
                throw new InjectedFault();
            return new(result);
        }

        public override Task TransactionCommittedAsync(System.Data.Common.DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (faults.Strikes(FaultPlace.AfterCommit))
                throw new InjectedFault();
            return Task.CompletedTask;
        }
    }
}

public sealed class InjectedFault() : IOException("injected");
