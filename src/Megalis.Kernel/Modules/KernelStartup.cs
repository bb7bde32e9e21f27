using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;

[assembly: Module(Name = "Megalis", Description = "Le noyau : sites, données, journal, tâches", Category = "Noyau")]
[assembly: Feature(Id = "Megalis.Kernel", Name = "Noyau", Description = "Ce sur quoi tous les services reposent", Category = "Noyau", IsAlwaysEnabled = true, Priority = -100)]

namespace Megalis.Kernel.Modules;

internal sealed class KernelStartup : StartupBase
{
    public override int Order => -100;

    public override void ConfigureServices(FeatureServices services) =>
        services.AddTables<KernelTables>().AddMigrations<KernelMigrations>()
            .AddTables<QueueTables>().AddMigrations<QueueMigrations>()
            .AddTables<JournalTables>().AddMigrations<JournalMigrations>().AddVerb<JournalVerifyVerb>().AddVerb<JournalHeadsVerb>().AddVerb<JournalNewKeyVerb>()
            .AddPermissions<KernelPermissionProvider>().Contribute<IJournalWords, KernelJournalWords>()
            .AddRecurring<SweepDue, SweepDueHandler>(TimeSpan.FromHours(6)).AddOutsideCall<SweepFiles, SweepFilesCall>()
            .AddOutsideCall<SendMail, SendMailCall>()
            .AddOutsideCall<SendDiscreetMail, SendMailCall>();
}
