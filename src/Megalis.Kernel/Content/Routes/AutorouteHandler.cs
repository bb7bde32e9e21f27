using System.Globalization;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;

namespace Megalis.Kernel.Content.Routes;

/// <summary>Gives items with an AutoroutePart an address, and keeps it theirs alone.</summary>
internal sealed class AutorouteHandler(Autoroutes routes) : IContentHandler
{
    private const string Field = nameof(AutoroutePart) + "." + nameof(AutoroutePart.Path);

    public async Task SavingAsync(ContentSaving saving, CancellationToken stop)
    {
        if (!saving.Type.Has(nameof(AutoroutePart))) return;
        var part = saving.Item.Weld<AutoroutePart>();
        if (part.Disabled || part.Path.Trim().Trim('/').Length > 0) return;
        part.Path = await FreeAsync(ContentPaths.Slug(saving.Item.DisplayText), saving.Item.ContentItemId, stop);
    }

    public async Task ValidatingAsync(ContentSaving saving, ICollection<Refusal> refusals, CancellationToken stop)
    {
        if (saving.Item.Part<AutoroutePart>() is not { Disabled: false } part || part.Path.Trim().Trim('/').Length == 0) return;
        if (ContentPaths.Refuse(part.Path) is { } refusal)
            refusals.Add(refusal.On(Field));
        else if (await routes.IsTakenAsync(part.Path, saving.Item.ContentItemId, stop))
            refusals.Add(new Refusal("L’adresse « {0} » est déjà celle d’un autre contenu : choisissez-en une autre.", part.Path).On(Field));
    }

    /// <summary>The slug, or the slug with the first number that is free: the person typed no address, so none is refused.</summary>
    private async Task<string> FreeAsync(string slug, string contentItemId, CancellationToken stop)
    {
        if (slug.Length == 0) return "";
        if (ContentPaths.Refuse(slug) is not null)
            slug = "page-" + slug;
        var path = slug;
        for (var number = 2; await routes.IsTakenAsync(path, contentItemId, stop); number++)
            path = slug + "-" + number.ToString(CultureInfo.InvariantCulture);
        return path;
    }
}
