using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Content.Storage;

/// <summary>An item that is about to be stored.</summary>
/// <param name="Item">May be completed by handlers.</param>
/// <param name="Type">Its definition; an empty one when the tenant does not define the type.</param>
/// <param name="Publishing">True when visitors will see it.</param>
/// <param name="Importing">True when it comes from a recipe: what is merely unusual is let through.</param>
public sealed record ContentSaving(ContentItem Item, ContentTypeDefinition Type, bool Publishing, bool Importing);

/// <summary>
/// A module's part in the storing of content. What happens after the commit is an event (<see cref="ContentPublished"/>).
/// </summary>
public interface IContentHandler
{
    /// <summary>Completes the item: display text, address.</summary>
    Task SavingAsync(ContentSaving saving, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Adds what forbids the saving; <see cref="Refusal.Field"/> is <c>Part.Member</c>.</summary>
    Task ValidatingAsync(ContentSaving saving, ICollection<Refusal> refusals, CancellationToken stop) => Task.CompletedTask;
}

/// <summary>The handlers of the tenant's features, in their order.</summary>
public sealed class ContentHandlers(Contributions contributions, TenantContext tenant, IServiceProvider services)
{
    /// <summary>Completes the item, then says what forbids it; empty when it may be stored.</summary>
    internal async Task<IReadOnlyList<Refusal>> CheckAsync(ContentSaving saving, CancellationToken stop)
    {
        var handlers = contributions.Of<IContentHandler>(tenant.Tenant, services).ToList();
        foreach (var handler in handlers)
            await handler.SavingAsync(saving, stop);
        var refusals = new List<Refusal>();
        foreach (var handler in handlers)
            await handler.ValidatingAsync(saving, refusals, stop);
        return refusals;
    }
}
