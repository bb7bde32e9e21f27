using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Queue;

/// <summary>Registers the queue, the sequenced log and the journal.</summary>
internal static class QueueSetup
{
    public static IServiceCollection AddMegalisQueue(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QueueOptions>().Bind(configuration.GetSection(QueueOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ClusterSignal>();
        services.AddSingleton<QueueSignal>();
        services.AddSingleton(p => new ChangeFeed(p.GetRequiredService<ClusterSignal>()));
        services.AddSingleton(p => new QueueKinds(p.GetServices<HandlerRegistration>()));
        services.AddSingleton<QueueParts>();
        services.AddSingleton<QueueSweep>();
        services.AddSingleton<RecurringClock>();
        services.AddSingleton<LogLeader>();
        services.AddSingleton<QueueRunner>();
        services.AddHostedService<QueueWorkers>();
        services.AddHostedService<LogService>();
        services.AddHostedService<ClusterNotifier>();
        services.AddScoped(p => new Outbox(
            p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantContext>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<QueueKinds>(), p.GetRequiredService<QueueSignal>()));
        services.AddScoped(p => new ChangeLog(
            p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantContext>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ClusterSignal>(),
            p.GetRequiredService<PublicVersions>(), p.GetRequiredService<TenantStore>()));
        services.AddScoped<RowAttempt>();
        services.AddSingleton<QueueWords>();
        services.AddScoped(p => new QueueDesk(
            p.GetRequiredService<QueueParts>(), p.GetRequiredService<QueueWords>(), p.GetRequiredService<QueueSignal>(), p.GetRequiredService<MegalisDb>(),
            p.GetRequiredService<TenantContext>(), p.GetRequiredService<CurrentUser>()));
        services.AddScoped(p => new QueueGauge(p.GetRequiredService<QueueParts>(), p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantContext>()));
        return services.AddJournal();
    }

    private static IServiceCollection AddJournal(this IServiceCollection services)
    {
        services.AddSingleton(p => TreeHeadSigner.OpenOrCreateAtUse(p.GetRequiredService<IOptions<MegalisOptions>>().Value.DataPath));
        services.AddSingleton<JournalTree>();
        services.AddScoped(p => new Journal.Journal(
            p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantContext>(), p.GetRequiredService<CurrentUser>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ClusterSignal>(),
            p.GetRequiredService<Veils>()));
        services.AddScoped(p => new Veils(() => p.GetRequiredService<Contributions>().All<IJournalVeil>(p).Select(c => c.Instance)));
        services.AddScoped(p => new JournalReader(p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantContext>(), p.GetRequiredService<Veils>()));
        services.AddScoped(p => new JournalCheck(p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TreeHeadSigner>(), p.GetRequiredService<IOptions<MegalisOptions>>()));
        return services;
    }
}
