using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http;

/// <summary>The base of page models: the tenant, the person, the texts, and how a refusal is shown.</summary>
public abstract class MegalisPage : PageModel
{
    /// <summary>A sentence shown once, on the page that follows a redirect.</summary>
    [TempData]
    public string? Notice { get; set; }

    protected Tenant Tenant => HttpContext.RequestServices.GetRequiredService<TenantContext>().Tenant;

    protected CurrentUser CurrentUser => HttpContext.RequestServices.GetRequiredService<CurrentUser>();

    protected Texts T => HttpContext.RequestServices.GetRequiredService<Texts>();

    /// <summary>Shows the page again with the sentence in its error summary; 422, nothing typed is lost.</summary>
    protected IActionResult Refused(params IEnumerable<Refusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        foreach (var refusal in refusals)
            ModelState.AddModelError(refusal.Field, T[refusal]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>
    /// Refuses what was written on a version that is no longer the newest. The hidden field of the page shown again holds
    /// <paramref name="now"/>, so that who has read the sentence and sends the page once more is heard.
    /// </summary>
    /// <param name="field">The name of the hidden field: « Version », « Input.Version ».</param>
    protected IActionResult Stale(string field, long now, Refusal refusal)
    {
        // A form shows what was sent, not what the model says since: without this line it would be refused for ever.
        ModelState.SetModelValue(field, new ValueProviderResult(now.ToString(CultureInfo.InvariantCulture)));
        return Refused(refusal);
    }

    /// <summary>As <see cref="Refused"/>, for what model binding found.</summary>
    protected IActionResult Invalid()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
