using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Features.AnswerQuestions;
using Megalis.Procurement.Features.EmbedConsultations;
using Megalis.Procurement.Features.IndexConsultations;
using Megalis.Procurement.Features.LoadConsultations;
using Megalis.Procurement.Features.ManageDce;
using Megalis.Procurement.Features.SearchConsultations;
using Megalis.Procurement.Features.ShowFigures;
using Megalis.Procurement.Features.SuggestTerms;
using Megalis.Procurement.Features.TakeDce;
using Megalis.Procurement.Features.TellPeople;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddPermissions<ProcurementPermissions>().AddNavigation<ProcurementNavigation>();
        services.AddTables<ConsultationTables>().AddMigrations<ConsultationMigrations>();
        services.AddScoped<PublicProjection>();
        services.AddScoped<OwnerScope>();
        services.AddScoped<ReferenceCounter>();
        services.AddScoped<ConsultationActs>();
        services.AddScoped<ProcurementRules>();
        services.AddScoped<DceIntake>();
        services.AddSearchOfConsultations();
        services.AddScoped<ConsultationMails>();
        services.AddScoped<FirstMail>();
        services.Contribute<IHitKinds, ConsultationHits>();
        services.Contribute<IFileOwner, DceOwner>().Contribute<IDeskSource, QuestionsDesk>().Contribute<IKeepOn, RunningConsultations>();
        services.Contribute<IFigureSource, ProcurementFigures>().Contribute<ISitemapSource, ConsultationAddresses>();
        services.AddRecipeStep<ConsultationsStep>().AddIndexSource<ConsultationSource>();
        services.On<ConsultationChanged, TellOfChange>("retraits");
        services.On<ConsultationCancelled, TellOfCancellation>("retraits");
        services.On<QuestionAsked, TellAcheteur>("acheteur");
    }

    public override void Configure(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSuggestions();
        endpoints.MapDceDownload();
        endpoints.MapDceDownloads();
        endpoints.MapConsultationFeed();
        endpoints.MapConsultationsJson();
        endpoints.MapPublicSuggestions();
        endpoints.MapEmbeddedStyle();
    }
}
