using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Security;

/// <summary>Who may call a page, an endpoint or a controller: those who hold the permission in this tenant.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequirePermissionAttribute(string permission) : AuthorizeAttribute(Prefix + permission)
{
    internal const string Prefix = "permission:";

    public string Permission { get; } = permission;
}

/// <summary>Anyone who is signed in, whatever their roles here: their own account, their company's space.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireSignInAttribute() : AuthorizeAttribute(SignedIn)
{
    internal const string SignedIn = "signed-in";
}

internal sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

internal sealed class PermissionPolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        if (policyName == RequireSignInAttribute.SignedIn)
            return new AuthorizationPolicyBuilder().RequireClaim(MegalisClaims.Account).Build();
        if (policyName.StartsWith(RequirePermissionAttribute.Prefix, StringComparison.Ordinal))
            return new AuthorizationPolicyBuilder()
                .AddRequirements(new PermissionRequirement(policyName[RequirePermissionAttribute.Prefix.Length..]))
                .Build();
        return await base.GetPolicyAsync(policyName);
    }
}

internal sealed class PermissionHandler(CurrentUser user) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (await user.MayAsync(requirement.Permission))
            context.Succeed(requirement);
    }
}
