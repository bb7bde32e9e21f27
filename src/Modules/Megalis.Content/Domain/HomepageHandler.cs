using System.Text.Json.Nodes;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;

namespace Megalis.Content.Domain;

/// <summary>An item that is published as the home page becomes it: Orchard's <c>SetHomepage</c> writes the site's <c>HomeRoute</c>.</summary>
internal sealed class HomepageHandler(ContentStore content, ContentSections sections, TenantRegister register, TenantContext tenant, MegalisDb db) : IHandle<ContentPublished>
{
    public async Task HandleAsync(ContentPublished payload, CancellationToken stop)
    {
        if (payload.ContentItemId == sections.HomeItemId
            || await content.GetAsync(payload.ContentItemId, VersionOptions.Published, stop) is not { } item
            || item.Part<AutoroutePart>() is not { SetHomepage: true })
            return;
        var route = new JsonObject { ["Action"] = "Display", ["Controller"] = "Item", ["Area"] = "OrchardCore.Contents", ["ContentItemId"] = item.ContentItemId };
        await register.ChangeSettingsAsync(tenant.Tenant.Id, new JsonObject { ["HomeRoute"] = route }, db, stop);
    }
}
