using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain.Trades;
using Megalis.Procurement.Features.ChooseTrade;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The parts of the search; those that other modules may ask for hide what they are made of.</summary>
internal static class SearchSetup
{
    public static void AddSearchOfConsultations(this FeatureServices services)
    {
        services.AddSingleton<TradeLists>();
        services.AddSingleton(provider => new ConsultationCriteriaReader(provider.GetRequiredService<TenantStore>(), provider.GetRequiredService<TradeLists>()));
        services.AddScoped<PublicSearch>();
        services.AddScoped<FreshIndex>();
        services.AddScoped<PastCodes>();
        services.AddScoped<ConsultationFinder>();
        services.AddScoped<Elsewhere>();
        services.AddScoped(provider => new ConsultationSearch(provider.GetRequiredService<ConsultationFinder>()));
    }
}
