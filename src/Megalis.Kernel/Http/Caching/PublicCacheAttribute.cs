namespace Megalis.Kernel.Http;

/// <summary>
/// What this page answers to people who are not signed in is kept in memory (<see cref="PublicPages"/>) until something
/// public of its tenant changes. On a page model, or <c>.WithMetadata(new PublicCacheAttribute())</c> on an endpoint.
/// </summary>
/// <remarks>
/// Such a page depends on the tenant, its address, the parameter <c>p</c> and the clock, and on nothing else of the request
/// unless somebody is signed in. Whoever changes what it shows adds that to the change log (<see cref="Queue.ChangeLog"/>);
/// what the clock alone changes is told by <see cref="ShownUntil"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicCacheAttribute : Attribute
{
    /// <summary>On the portal the page also shows what other tenants publish, such as their consultations.</summary>
    public bool Regional { get; set; }
}
