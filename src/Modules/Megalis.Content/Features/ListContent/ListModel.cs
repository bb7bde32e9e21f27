using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Content.Features.ListContent;

/// <summary>Everything that is written for this site, whatever its state.</summary>
[RequirePermission(ContentPermissions.EditContent)]
internal sealed class ListModel(ContentList list, ContentDefinitionStore store) : MegalisPage
{
    public const int Size = 25;

    private ContentDefinitions _definitions = new();

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    [BindProperty(SupportsGet = true)]
    public ContentState? Etat { get; set; }

    [BindProperty(SupportsGet = true)]
    public ContentOrder Tri { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<ContentLine> Lines { get; private set; } = [];
    public int Total { get; private set; }

    /// <summary>What can be begun here.</summary>
    public IReadOnlyList<ContentTypeDefinition> Creatable { get; private set; } = [];

    public bool IsFiltered => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(Type) || Etat is not null;

    public IEnumerable<SelectListItem> Types => _definitions.Types.Where(type => type.Listable || type.Creatable)
        .Select(type => new SelectListItem(type.DisplayName, type.Name, type.Name == Type));

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 10_000);
        _definitions = await store.LoadAsync(stop);
        Creatable = [.. _definitions.Types.Where(type => type.Creatable && type.Stereotype.Length == 0)];
        (Lines, Total) = await list.ReadAsync(new ContentFilter(Q ?? "", Type ?? "", Etat, Tri), P, Size, stop);
    }

    public string TypeName(string type) => _definitions.Type(type)?.DisplayName ?? type;

    public static string Word(ContentState state) => state switch
    {
        ContentState.Published => "Publié",
        ContentState.Changed => "Modification en attente",
        ContentState.Draft => "Brouillon",
        ContentState.Scheduled => "Programmé",
        _ => "Supprimé",
    };

    public static string Word(ContentOrder order) => order switch
    {
        ContentOrder.Title => "Titre",
        ContentOrder.Published => "Date de publication",
        _ => "Dernière modification",
    };
}
