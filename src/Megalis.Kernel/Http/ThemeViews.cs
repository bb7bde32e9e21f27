using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http;

/// <summary>
/// Layouts and partials come from the tenant's theme, then from that theme's base theme. The theme is part of the view
/// cache's key. A theme cannot replace a whole page.
/// </summary>
internal sealed class ThemeViews(FeatureCatalogue catalogue) : IViewLocationExpander
{
    public void PopulateValues(ViewLocationExpanderContext context)
    {
        var tenant = context.ActionContext.HttpContext.RequestServices.GetRequiredService<TenantContext>();
        context.Values["theme"] = tenant is { IsSet: true, IsHost: false } ? tenant.Tenant.Theme : "";
    }

    public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations)
    {
        var theme = context.Values.TryGetValue("theme", out var id) && id is { Length: > 0 } ? id : "Megalis.Theme.Portal";
        while (theme.Length > 0)
        {
            yield return $"/{theme}/Views/Shared/{{0}}.cshtml";
            theme = catalogue.Themes.FirstOrDefault(t => t.Id == theme)?.BaseTheme ?? "";
        }

        foreach (var location in viewLocations)
            yield return location;
    }
}
