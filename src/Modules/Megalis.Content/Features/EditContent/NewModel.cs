using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Content.Features.EditContent;

/// <summary>Gives a new item its id, so that its form can be sent twice without making two.</summary>
[RequirePermission(ContentPermissions.EditContent)]
internal sealed class NewModel(ContentDefinitionStore definitions, TimeProvider clock) : MegalisPage
{
    public async Task<IActionResult> OnGetAsync(string type, string? liste, CancellationToken stop) =>
        (await definitions.LoadAsync(stop)).Type(type) is { Creatable: true } definition
            ? LocalRedirect($"/admin/contenus/{Ids.New(clock)}?type={definition.Name}{(liste is null ? "" : "&liste=" + Uri.EscapeDataString(liste))}")
            : NotFound();
}
