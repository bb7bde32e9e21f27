using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Access;

/// <summary>A page of the portal: asked on a tenant's host it leads there, so that accounts have one home.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PortalOnlyAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetRequiredService<TenantContext>().Tenant.IsDefault)
            return;
        var tenants = services.GetRequiredService<TenantStore>();
        var request = context.HttpContext.Request;
        context.Result = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            ? new RedirectResult(tenants.CanonicalUrl(tenants.Default) + request.Path + request.QueryString)
            : new NotFoundResult();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
