using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Lines;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Runtime;

/// <summary>The engine's half of the module: tables, steps, lines.</summary>
[Feature("Megalis.Workflows")]
internal sealed class RuntimeStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<WorkflowTables>().AddMigrations<WorkflowMigrations>().AddTables<MigrationTables>().AddMigrations<MigrationTablesMigrations>();
        services.AddSingleton<DefinitionCache>();
        services.AddScoped<StartSchedule>();
        services.AddScoped<DefinitionStore>();
        services.AddScoped<InstanceStarter>();
        services.AddScoped<EventTopics>();
        services.AddScoped<WaitWriter>();
        services.AddScoped<StepWriter>();
        services.AddScoped<StepRunner>();
        services.AddScoped<TokenPlaces>();
        services.AddScoped<InstanceActs>();
        services.AddScoped<Migrations>();
        services.AddScoped<MigrationDesk>();
        services.AddScoped<EffectCaller>();
        services.AddScoped<IEffectLine, MailLine>();
        services.AddSingleton<HttpLine>();
        services.AddScoped<IEffectLine>(p => p.GetRequiredService<HttpLine>());
        services.AddJob<RunStep, RunStepHandler>().AddJob<RouteEvent, RouteEventHandler>().AddJob<CancelInstance, CancelInstanceHandler>().AddJob<StartDue, StartDueHandler>().AddJob<MigrateNext, MigrateNextHandler>()
            .Contribute<IJournalWords, WorkflowJournalWords>()
            .AddOutsideCall<CallLine, OutsideLineCall>().AddOutsideCall<MailLineCall, MailLaneCall>();
        services.AddScoped(p => new WorkflowEngine(
            p.GetRequiredService<MegalisDb>(), p.GetRequiredService<Outbox>(), p.GetRequiredService<InstanceStarter>(), p.GetRequiredService<TimeProvider>()));
        services.AddScoped(p => new WorkflowTrail(p.GetRequiredService<MegalisDb>()));
    }
}
