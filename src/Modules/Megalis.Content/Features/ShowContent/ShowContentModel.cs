using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Content.Features.ShowContent;

/// <summary>
/// A published item at the address its editors gave it. Whatever no other page claims comes here; what is not published,
/// or is another site's, is not there.
/// </summary>
[AllowAnonymous]
[PublicCache]
[IgnoreAntiforgeryToken]
internal sealed class ShowContentModel(ContentStore content, Autoroutes routes, ContentSections sections) : MegalisPage
{
    public ContentView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? path, CancellationToken stop)
    {
        if (path is { Length: > ContentPaths.MaxLength })
            return NotFound();
        var id = string.IsNullOrEmpty(path) ? sections.HomeItemId : await routes.FindAsync(path, stop);
        if (string.IsNullOrEmpty(id) || await content.GetAsync(id, VersionOptions.Published, stop) is not { } item)
            return NotFound();
        // News lie under their section, the home page at the root: one page, one address.
        if (sections.AddressOf(item) is { } address && address != Request.Path.ToUriComponent())
            return LocalRedirectPermanent(address);
        View = sections.View(item);
        return Page();
    }

    public IActionResult OnPost() => NotFound();
}
