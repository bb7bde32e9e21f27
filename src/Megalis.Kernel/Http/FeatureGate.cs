using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http;

/// <summary>The feature that an endpoint belongs to, stamped by the kernel on every page, controller and mapped endpoint.</summary>
public sealed record FeatureMetadata(string FeatureId);

/// <summary>Takes endpoints of switched-off features out of the running, so that they answer 404 as if absent.</summary>
internal sealed class FeatureGate : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => -1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
            if (endpoint.Metadata.GetMetadata<FeatureMetadata>() is not null)
                return true;
        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var context = httpContext.RequestServices.GetRequiredService<TenantContext>();
        for (var i = 0; i < candidates.Count; i++)
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<FeatureMetadata>() is { } needed
                && (!context.IsSet || !context.Tenant.Has(needed.FeatureId)))
                candidates.SetValidity(i, false);
        return Task.CompletedTask;
    }
}

/// <summary>
/// Stamps Razor Pages and controllers with the feature of their class. What is always on needs no gate, and must have none:
/// the error page is routed before the tenant is known again.
/// </summary>
internal sealed class FeatureStamp(FeatureCatalogue catalogue) : IPageApplicationModelProvider, IApplicationModelProvider
{
    public int Order => 0;

    public void OnProvidersExecuting(PageApplicationModelProviderContext context)
    {
    }

    public void OnProvidersExecuted(PageApplicationModelProviderContext context)
    {
        var page = context.PageApplicationModel;
        if (GatedFeatureOf(page.ModelType ?? page.PageType) is { } feature)
            page.EndpointMetadata.Add(new FeatureMetadata(feature));
    }

    public void OnProvidersExecuting(ApplicationModelProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApplicationModelProviderContext context)
    {
        foreach (var controller in context.Result.Controllers)
            if (GatedFeatureOf(controller.ControllerType) is { } feature)
                foreach (var selector in controller.Actions.SelectMany(a => a.Selectors))
                    selector.EndpointMetadata.Add(new FeatureMetadata(feature));
    }

    private string? GatedFeatureOf(Type type) =>
        catalogue.FeatureOf(type) is { } id && catalogue.Find(id) is not { IsAlwaysEnabled: true } ? id : null;
}
