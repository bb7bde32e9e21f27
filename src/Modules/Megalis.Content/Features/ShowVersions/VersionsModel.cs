using Megalis.Content.Contracts;
using Megalis.Content.Domain;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Content.Features.ShowVersions;

/// <summary>Every version that is kept, what each changed, and the way back: a restored version is laid on top, none is lost.</summary>
[RequirePermission(ContentPermissions.EditContent)]
internal sealed class VersionsModel(ContentStore content) : MegalisPage
{
    public const int Size = 50;

    public IReadOnlyList<ContentItem> Versions { get; private set; } = [];

    /// <summary>The version that is looked at, and what it changed against the one before it.</summary>
    public ContentItem? Chosen { get; private set; }

    public IReadOnlyList<FieldConflict> Changes { get; private set; } = [];

    public string Title => Versions[0].DisplayText;

    /// <summary>False for a removed item.</summary>
    public bool IsThere => Versions[0].Latest || Versions.Any(version => version.Latest);

    public async Task<IActionResult> OnGetAsync(string id, string? version, CancellationToken stop)
    {
        Versions = await content.GetAllVersionsAsync(id, stop);
        if (Versions.Count == 0)
            return NotFound();
        var place = version is null ? -1 : Versions.ToList().FindIndex(known => known.ContentItemVersionId == version);
        if (place >= 0)
        {
            Chosen = Versions[place];
            var before = place + 1 < Versions.Count ? ContentForm.Of(Versions[place + 1]) : new ContentForm();
            Changes = FieldConflict.Between(before, ContentForm.Of(Chosen));
        }

        return Page();
    }

    public async Task<IActionResult> OnPostRestoreAsync(string id, string version, CancellationToken stop)
    {
        if (await content.GetVersionAsync(version, stop) is not { } item || item.ContentItemId != id)
            return NotFound();
        if (await content.RestoreAsync(version, new ContentAuthor(CurrentUser.AccountId, CurrentUser.DisplayName), stop) is ContentSaved.Refused refused)
        {
            Versions = await content.GetAllVersionsAsync(id, stop);
            return Refused(refused.Refusals);
        }

        TempData.Say(T["La version est reprise, en brouillon. Relisez-la, puis publiez."]);
        return LocalRedirect($"/admin/contenus/{Uri.EscapeDataString(id)}");
    }
}
