using Megalis.Content.Contracts;
using Megalis.Content.Domain;
using Megalis.Content.Features.EditContent;
using Megalis.Content.Features.ReviewContent;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Content.Features.PreviewContent;

/// <summary>
/// How an item would look: a stored version by GET, what is typed and not saved by POST. Only editors see it; no cache and
/// no search engine keeps it.
/// </summary>
[RequirePermission(ContentPermissions.EditContent)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class PreviewModel(
    ContentStore content, ContentDefinitionStore definitions, ContentSections sections, EditorDesk desk, ReviewDesk reviews, TimeProvider clock) : MegalisPage
{
    [BindProperty]
    public ContentForm Form { get; set; } = new();

    public ContentView View { get; private set; } = null!;

    /// <summary>True for what stands in the form and nowhere else.</summary>
    public bool IsUnsaved { get; private set; }

    /// <summary>The page of the task by which this reader says what they think of it; null when none waits for them.</summary>
    public string? AnswerAt { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, string? version, CancellationToken stop)
    {
        Response.Headers["X-Robots-Tag"] = "noindex";
        var item = version is null ? await content.GetAsync(id, VersionOptions.Latest, stop) : await content.GetVersionAsync(version, stop);
        if (item is null || item.ContentItemId != id)
            return NotFound();
        View = sections.View(item);
        if ((await definitions.LoadAsync(stop)).Type(item.ContentType) is { } type && await reviews.OfAsync(id, type, stop) is { Answerable: { } task })
            AnswerAt = "/taches/" + task.TaskId;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken stop)
    {
        Response.Headers["X-Robots-Tag"] = "noindex";
        if (await desk.OpenAsync(id, Form.Type, new ContentAuthor(CurrentUser.AccountId, CurrentUser.DisplayName), stop) is not { } edited)
            return NotFound();
        var item = edited.Item.Clone();
        Form.WriteTo(item, edited.Type, clock);
        item.DisplayText = (Form.Title ?? "").Trim() is { Length: > 0 } title ? title : T["Sans titre"];
        item.PublishedUtc ??= clock.GetUtcNow();
        View = sections.View(item);
        IsUnsaved = true;
        // The errors of the form are the editor's page to tell.
        ModelState.Clear();
        return Page();
    }
}
