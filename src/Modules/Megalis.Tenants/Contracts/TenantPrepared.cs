using Megalis.Kernel.Queue;

namespace Megalis.Tenants.Contracts;

/// <summary>The recipe of a new site has run. Published on the portal, in the transaction that opened the site or kept it closed.</summary>
/// <param name="TenantId">The site.</param>
/// <param name="Error">Empty when it is open; else why its recipe failed, in French.</param>
[QueueKind("tenants.prepared.v1", Label = "Suites de la préparation d’un site")]
public sealed record TenantPrepared(int TenantId, string Error);
