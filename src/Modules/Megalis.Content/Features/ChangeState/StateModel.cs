using Megalis.Content.Contracts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Content.Features.ChangeState;

/// <summary>The acts on an item that need no form: taking it from the site, dropping a draft, removing it, and taking that back.</summary>
[RequirePermission(ContentPermissions.EditContent)]
internal sealed class StateModel(ContentStore content, ContentSchedules schedules) : MegalisPage
{
    private ContentAuthor Author => new(CurrentUser.AccountId, CurrentUser.DisplayName);

    public IActionResult OnGet(string id) => LocalRedirect(EditorOf(id));

    public async Task<IActionResult> OnPostUnpublishAsync(string id, CancellationToken stop) =>
        await CurrentUser.MayAsync(ContentPermissions.PublishContent, stop)
            ? Say(id, await content.UnpublishAsync(id, Author, stop), "Le contenu est retiré du site. Son texte est gardé, en brouillon.")
            : Forbid();

    public async Task<IActionResult> OnPostDiscardAsync(string id, CancellationToken stop)
    {
        if (await content.GetAsync(id, VersionOptions.Draft, stop) is null)
            return NotFound();
        return Say(id, await content.DiscardDraftAsync(id, stop), "La modification en attente est abandonnée : le texte est celui que voient les visiteurs.");
    }

    public async Task<IActionResult> OnPostCancelAsync(string id, ContentScheduleAction plan, CancellationToken stop)
    {
        if (!await CurrentUser.MayAsync(ContentPermissions.PublishContent, stop))
            return Forbid();
        await schedules.CancelAsync(id, plan, stop);
        return Say(id, [], "Le plan est oublié.");
    }

    public async Task<IActionResult> OnPostDeleteAsync(string id, CancellationToken stop)
    {
        if (!await CurrentUser.MayAsync(ContentPermissions.DeleteContent, stop))
            return Forbid();
        if (await content.GetAsync(id, VersionOptions.Latest, stop) is not { } item)
            return NotFound();
        var published = await content.GetAsync(id, VersionOptions.Published, stop);
        if (await content.RemoveAsync(id, stop) is { Count: > 0 } refusals)
            return Say(id, refusals, "");
        TempData.Say(T["« {0} » est supprimé.", item.DisplayText],
            $"{EditorOf(id)}/etat?handler=Undelete&version={item.ContentItemVersionId}&publiee={published?.ContentItemVersionId}");
        return LocalRedirect("/admin/contenus");
    }

    /// <summary>The removed item comes back as it was: what visitors saw, and the draft beside it.</summary>
    public async Task<IActionResult> OnPostUndeleteAsync(string id, string version, string? publiee, CancellationToken stop)
    {
        if (!await CurrentUser.MayAsync(ContentPermissions.DeleteContent, stop))
            return Forbid();
        if (await content.GetAsync(id, VersionOptions.Latest, stop) is not null)
            return Say(id, [], "Le contenu est déjà rétabli.");
        var mayPublish = !string.IsNullOrEmpty(publiee) && await CurrentUser.MayAsync(ContentPermissions.PublishContent, stop);
        foreach (var wanted in new[] { mayPublish ? publiee! : version, version }.Distinct())
        {
            if (await content.GetVersionAsync(wanted, stop) is not { } item || item.ContentItemId != id)
                return NotFound();
            var refusals = await content.RestoreAsync(wanted, Author, stop) is ContentSaved.Refused refused ? refused.Refusals
                : mayPublish && wanted == publiee ? await content.PublishAsync(id, Author, stop) : [];
            if (refusals.Count > 0)
                return Say(id, refusals, "");
        }

        return Say(id, [], mayPublish ? "Le contenu est rétabli, et publié comme avant." : "Le contenu est rétabli, en brouillon.");
    }

    private LocalRedirectResult Say(string id, IReadOnlyList<Refusal> refusals, string done)
    {
        TempData.Say(refusals.Count > 0 ? string.Join(' ', refusals.Select(refusal => T[refusal])) : T[done]);
        return LocalRedirect(EditorOf(id));
    }

    private static string EditorOf(string id) => $"/admin/contenus/{Uri.EscapeDataString(id)}";
}
