using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Alerts.Features;
using Megalis.Alerts.Features.GiveOwnData;
using Megalis.Alerts.Features.LoadAlerts;
using Megalis.Alerts.Features.ManageAlerts;
using Megalis.Alerts.Features.ProposeWider;
using Megalis.Alerts.Features.SaveSearch;
using Megalis.Alerts.Features.SendDigest;
using Megalis.Alerts.Features.TellConsultation;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Procurement.Contracts;
using Megalis.Users.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<AlertTables>().AddMigrations<AlertMigrations>().AddNavigation<AlertsNavigation>().AddRecipeStep<AlertsStep>();
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section)
            .Validate(o => o.PerPerson > 0, "Megalis:Alerts:PerPerson is not positive.")
            .Validate(o => o.DigestHour is >= 0 and <= 23, "Megalis:Alerts:DigestHour is no hour of a day.")
            .ValidateOnStart();
        services.AddSingleton<SearchBook>();
        services.AddHostedService<KeepSearchBook>();
        services.AddSingleton<ConsultationDocuments>();
        services.AddScoped<AlertLinks>();
        services.AddScoped<CriteriaReader>();
        services.AddScoped<SavedSearches>();
        services.AddScoped<Recipients>();
        services.AddScoped<AlertMails>();
        services.AddScoped<AlertLetter>();
        services.AddScoped<AlertPost>();
        services.AddScoped<WiderSearches>();
        services.AddScoped<WiderLetter>();
        services.AddJob<AlertAsked, AlertAskedHandler>().AddJob<LinkAsked, LinkAskedHandler>();
        services.AddJob<TellAlerts, TellAlertsHandler>().AddJob<SendDigests, SendDigestsHandler>().AddJob<ProposeWider, ProposeWiderHandler>();
        services.AddRecurring<DigestTick, DigestTickHandler>(TimeSpan.FromMinutes(15));
        services.On<AccountDisabled, OnAccountDisabled>("alerts").Contribute<IPersonalData, AlertsPersonalData>();
        FollowBuyers(services);
    }

    /// <summary>
    /// Under the feature of whoever publishes: a buyer's site tells of its consultations whether it shows pages of alerts or not,
    /// for it is the portal's alerts that listen.
    /// </summary>
    private static void FollowBuyers(FeatureServices services)
    {
        services.AddScoped<ToPortal>();
        new FeatureServices(services, "Megalis.Procurement")
            .On<ConsultationPublished, OnPublished>("alerts")
            .On<ConsultationChanged, OnChanged>("alerts")
            .On<ConsultationCancelled, OnCancelled>("alerts");
    }
}
