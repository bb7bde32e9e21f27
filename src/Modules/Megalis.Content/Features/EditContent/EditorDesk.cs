using Megalis.Content.Contracts;
using Megalis.Content.Domain;
using Megalis.Content.Features.ManageMedia;
using Megalis.Content.Features.ReviewContent;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.EditContent;

/// <summary>An item on its editor's desk.</summary>
/// <param name="Item">The newest version; for a removed item the last one there was.</param>
/// <param name="Published">What visitors see, or null.</param>
/// <param name="Address">Where visitors read it, or null.</param>
/// <param name="Plans">What will happen by itself, by date.</param>
/// <param name="Images">The library's images, the newest first.</param>
/// <param name="Kept">Parts that this page does not show and never touches.</param>
/// <param name="Members">What a list holds, in its order.</param>
internal sealed record EditedItem(
    ContentItem Item, ContentTypeDefinition Type, ContentItem? Published, string? Address, IReadOnlyList<ContentSchedule> Plans, IReadOnlyList<SelectListItem> Images,
    IReadOnlyList<string> Kept, IReadOnlyList<ContentItemIndex> Members)
{
    public bool IsNew { get; init; }
    public bool WasRemoved { get; init; }
    public bool MayPublish { get; init; }
    public bool MayDelete { get; init; }

    /// <summary>Where it stands with those who approve it; null when its type needs no approval here.</summary>
    public ReviewState? Review { get; init; }

    /// <summary>A draft lies beside what visitors see.</summary>
    public bool HasDraftBeside => Published is not null && !Item.Published;

    /// <summary>Nobody proposes what they may publish themselves, unless they were asked to correct it.</summary>
    public bool MayPropose => Review is not null && (Review.Mine is not null || (!MayPublish && !Review.IsOpen));

    public bool Edits(string part) => ContentForm.Edits(Type, part);
}

/// <summary>Gathers what the editor's page shows around the form.</summary>
internal sealed class EditorDesk(
    ContentStore content, ContentDefinitionStore definitions, ContentSchedules schedules, ContentSections sections, MediaLibrary library, ReviewDesk reviews, CurrentUser user)
{
    private const int MostImages = 200;

    private static readonly HashSet<string> Shown = new(
        ["TitlePart", "AutoroutePart", "SummaryPart", "MarkdownBodyPart", "HtmlBodyPart", "MenuPart", "MenuItemsListPart", "ListPart", "ContainedPart"], StringComparer.Ordinal);

    /// <summary>Null when there is no such item here and none can be begun.</summary>
    public async Task<EditedItem?> OpenAsync(string id, string? type, ContentAuthor author, CancellationToken stop)
    {
        var item = await content.GetAsync(id, VersionOptions.Latest, stop);
        var removed = item is null ? await LastAsync(id, stop) : null;
        var isNew = item is null && removed is null;
        if (removed is not null)
            removed.Revision = "";
        if ((item ?? removed ?? await BeginAsync(id, type, author, stop)) is not { } edited)
            return null;
        var all = await definitions.LoadAsync(stop);
        var published = edited.Published ? edited : await content.GetAsync(id, VersionOptions.Published, stop);
        var definition = all.Type(edited.ContentType) ?? new ContentTypeDefinition([]);
        return new EditedItem(
            edited, definition, published, published is null ? null : sections.AddressOf(published),
            await schedules.OfAsync(id, stop), await ImagesAsync(stop), Kept(edited), await MembersAsync(id, stop))
        {
            IsNew = isNew,
            WasRemoved = removed is not null,
            MayPublish = await user.MayAsync(ContentPermissions.PublishContent, stop),
            MayDelete = await user.MayAsync(ContentPermissions.DeleteContent, stop),
            Review = await reviews.OfAsync(id, definition, stop),
        };
    }

    /// <summary>The field of the form that a rule of the content names.</summary>
    public static string FieldOf(string field) => field.Contains('.', StringComparison.Ordinal) ? "Form." + field[(field.LastIndexOf('.') + 1)..] : field;

    private async Task<ContentItem?> LastAsync(string id, CancellationToken stop) => await content.GetAllVersionsAsync(id, stop) is [var last, ..] ? last : null;

    private async Task<ContentItem?> BeginAsync(string id, string? type, ContentAuthor author, CancellationToken stop)
    {
        if (!Ids.IsWellFormed(id) || (await definitions.LoadAsync(stop)).Type(type ?? "") is not { Creatable: true } definition)
            return null;
        var item = await content.NewAsync(definition.Name, author, stop);
        item.ContentItemId = id;
        return item;
    }

    private async Task<IReadOnlyList<SelectListItem>> ImagesAsync(CancellationToken stop) =>
        [.. (await library.Query().OrderByDescending(file => file.Id).Take(MostImages).ToListAsync(stop)).Where(file => file.IsImage())
            .Select(file => new SelectListItem(file.Alt.Length > 0 ? $"{file.Alt} ({file.Path})" : file.Path, file.Path))];

    private static IReadOnlyList<string> Kept(ContentItem item) =>
        [.. item.PartNames.Where(name => !Shown.Contains(name) && item.Json[name] is System.Text.Json.Nodes.JsonObject { Count: > 0 })];

    private async Task<IReadOnlyList<ContentItemIndex>> MembersAsync(string id, CancellationToken stop) =>
        await content.Query().Where(row => row.ListContentItemId == id && row.Latest).OrderBy(row => row.ListOrder).ThenByDescending(row => row.CreatedUtc).Take(200).ToListAsync(stop);
}
