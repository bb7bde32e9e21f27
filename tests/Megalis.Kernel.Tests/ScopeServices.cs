using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests;

internal static class ScopeServices
{
    public static Megalis.Kernel.Journal.Journal Journal(this TenantScope scope) =>
        scope.Services.GetRequiredService<Megalis.Kernel.Journal.Journal>();

    public static Outbox Outbox(this TenantScope scope) => scope.Services.GetRequiredService<Outbox>();

    public static ChangeLog Changes(this TenantScope scope) => scope.Services.GetRequiredService<ChangeLog>();
}
