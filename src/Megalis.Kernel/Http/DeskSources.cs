namespace Megalis.Kernel.Http;

/// <summary>One thing that waits for the person on their desk (SCREENS.md, « Bureau »).</summary>
/// <param name="Text">What is to be done, in French: « 2 questions attendent une réponse ».</param>
/// <param name="About">What it concerns: an objet, a name; may be empty.</param>
/// <param name="Href">Where it is done.</param>
/// <param name="Icon">A name of Bootstrap Icons.</param>
/// <param name="Since">Since when it waits: what waits longest comes first.</param>
/// <param name="Service">The entry of the zone <see cref="NavigationZones.Desk"/> or <see cref="NavigationZones.Admin"/> whose tile counts it, by its address.</param>
/// <param name="Count">How many things the line stands for.</param>
public sealed record Waiting(string Text, string About, string Href, string Icon, DateTimeOffset Since, string Service, int Count = 1);

/// <summary>
/// What a module has waiting for the signed-in person on the tenant of this scope; it asks their permissions itself.
/// Contributed: <c>services.Contribute&lt;IDeskSource, T&gt;()</c>.
/// </summary>
public interface IDeskSource
{
    Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken stop);
}
