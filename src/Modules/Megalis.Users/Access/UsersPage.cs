using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Access;

/// <summary>The base of this module's pages: never kept by a cache, going on where the person came from.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class UsersPage : MegalisPage
{
    /// <summary>Where to go on afterwards: <c>?retour=</c>, believed only when it is a path of this host.</summary>
    [BindProperty(SupportsGet = true, Name = "retour")]
    public string? Return { get; set; }

    /// <summary>For links to the other pages of the way in, so that a deposit in progress is not lost.</summary>
    public string? KeptReturn => ReturnPath.IsLocal(Return) ? Return : null;

    protected static IEnumerable<Refusal> All(params Refusal?[] refusals) => refusals.OfType<Refusal>();

    /// <summary>
    /// Chromium applies form-action to the redirects that answer a form: the policy of a page that sends its person on to a
    /// tenant names that tenant's host, and no other.
    /// </summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        base.OnPageHandlerExecuting(context);
        if (KeptReturn is not null)
            LetFormsEndAt(KeptReturn);
        else if (EndsAtDesk && Tenant.IsDefault)
            SecurityHeaders.AllowFormsTo(Response, new Uri(Tenants.CanonicalUrl(Tenant)), subdomains: true);
    }

    private TenantStore Tenants => HttpContext.RequestServices.GetRequiredService<TenantStore>();

    /// <summary>For a page that knows by itself where its form leads: « /passage/kerlann?... ».</summary>
    protected void LetFormsEndAt(string path)
    {
        if (Tenant.IsDefault && ReturnPath.TenantOf(path) is { } name && Tenants.Find(name) is { IsDefault: false, State: TenantState.Running } tenant)
            SecurityHeaders.AllowFormsTo(Response, new Uri(Tenants.CanonicalUrl(tenant)));
    }

    /// <summary>
    /// Who signs in here may be sent on to the desk of the body they work for, which nobody knows before: the forms may end
    /// on any host under the portal's own.
    /// </summary>
    protected virtual bool EndsAtDesk => false;

    protected IActionResult GoOn(string otherwise = "/") => LocalRedirect(ReturnPath.Or(Return, otherwise));
}
