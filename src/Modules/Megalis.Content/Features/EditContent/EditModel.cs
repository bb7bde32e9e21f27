using System.ComponentModel.DataAnnotations;
using Megalis.Content.Contracts;
using Megalis.Content.Domain;
using Megalis.Content.Features.ManageMedia;
using Megalis.Content.Features.ReviewContent;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Megalis.Content.Features.EditContent;

/// <summary>
/// Writes an item: as a draft, for visitors, or for a date. The second of two people who write the same item is shown both
/// texts. An id that is not known yet, with a type, begins a new item: sending the form twice still makes one.
/// </summary>
[RequirePermission(ContentPermissions.EditContent)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class EditModel(ContentStore content, ContentSchedules schedules, EditorDesk desk, Proposals proposals, ImageIntake intake, TimeProvider clock) : MegalisPage
{
    [BindProperty]
    public ContentForm Form { get; set; } = new();

    [BindProperty, Display(Name = "Nouvelle image")]
    public IFormFile? Image { get; set; }

    [BindProperty, Display(Name = "Image à placer dans le texte")]
    public IFormFile? TextImage { get; set; }

    [BindProperty, Display(Name = "Ce que montre cette image"), StringLength(ImageIntake.MaxAlt)]
    public string? TextImageAlt { get; set; }

    /// <summary>Where the text was being written, in characters; set by a script, else the end is meant.</summary>
    [BindProperty]
    public int? Caret { get; set; }

    [BindProperty, Display(Name = "Publier le")]
    public DateTime? PublishAt { get; set; }

    [BindProperty, Display(Name = "Retirer le")]
    public DateTime? UnpublishAt { get; set; }

    public EditedItem Edited { get; private set; } = null!;

    /// <summary>What someone else saved meanwhile; null when nobody did.</summary>
    public ContentItem? Theirs { get; private set; }

    public IReadOnlyList<FieldConflict> Conflicts { get; private set; } = [];

    private ContentAuthor Author => new(CurrentUser.AccountId, CurrentUser.DisplayName);

    public async Task<IActionResult> OnGetAsync(string id, string? type, string? liste, CancellationToken stop)
    {
        if (await desk.OpenAsync(id, type, Author, stop) is not { WasRemoved: false } edited)
            return NotFound();
        Edited = edited;
        Form = ContentForm.Of(edited.Item);
        if (edited.IsNew)
            Form.ListId = liste;
        return Page();
    }

    public Task<IActionResult> OnPostSaveAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: false, async () =>
        await StoreAsync(publish: false, stop) ?? Back(Edited.WasRemoved
            ? T["Ce contenu avait été supprimé entre-temps : votre texte l’a rétabli, en brouillon."]
            : T["Le brouillon est enregistré. Les visiteurs ne le voient pas encore."] + await PlanAgainAsync(stop)), stop);

    public Task<IActionResult> OnPostPublishAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: true, async () =>
        await StoreAsync(publish: true, stop) ?? Back(T["« {0} » est publié.", Edited.Item.DisplayText]), stop);

    /// <summary>By who writes and may not publish: the draft is stored, then shown to those who may.</summary>
    public Task<IActionResult> OnPostProposeAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: false, async () =>
    {
        if (await StoreAsync(publish: false, stop) is { } page)
            return page;
        if (await proposals.ProposeAsync(Edited.Item, Edited.Type, stop) is { } refusal)
        {
            // The text itself is stored by now.
            Form.Revision = Edited.Item.Revision;
            return Refused(refusal);
        }

        return Back(T["« {0} » est en relecture. Vous serez prévenu de la réponse.", Edited.Item.DisplayText]);
    }, stop);

    public Task<IActionResult> OnPostScheduleAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: true, async () =>
    {
        if (PublishAt is null && UnpublishAt is null)
            return Refused(new Refusal("Choisissez une date et une heure.").On(nameof(PublishAt)));
        if (PublishAt >= UnpublishAt)
            return Refused(new Refusal("Le retrait vient après la publication.").On(nameof(UnpublishAt)));
        return await StoreAsync(publish: false, stop) ?? await PlanAsync(stop);
    }, stop);

    /// <summary>Puts an image into the library and its mark into the text, where it was being written.</summary>
    public Task<IActionResult> OnPostImageAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: false, async () =>
    {
        if (TextImage is null)
            return Refused(new Refusal("Choisissez une image.").On(nameof(TextImage)));
        var (path, refusal) = await intake.TakeAsync(TextImage, TextImageAlt, stop);
        if (refusal is not null)
            return Refused(refusal.On(refusal.Field == "alt" ? nameof(TextImageAlt) : nameof(TextImage)));
        var text = ContentForm.Plain(Form.Markdown);
        var place = Math.Clamp(Caret ?? text.Length, 0, text.Length);
        var mark = $"![{TextImageAlt!.Trim().Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal)}]({ContentText.MediaUrl(path!)})";
        Form.Markdown = $"{text[..place].TrimEnd()}\n\n{mark}\n\n{text[place..].TrimStart()}".Trim('\n');
        TextImageAlt = null;
        return Again();
    }, stop);

    public Task<IActionResult> OnPostAddEntryAsync(string id, CancellationToken stop) => ActAsync(id, mustPublish: false, () =>
    {
        Form.Entries.Add(new MenuEntryForm { Place = Form.Entries.Select(entry => entry.Place).DefaultIfEmpty().Max() + 1 });
        return Task.FromResult<IActionResult>(Again());
    }, stop);

    public Task<IActionResult> OnPostRemoveEntryAsync(string id, int entry, CancellationToken stop) => ActAsync(id, mustPublish: false, () =>
    {
        if (entry >= 0 && entry < Form.Entries.Count)
            Form.Entries.RemoveAt(entry);
        return Task.FromResult<IActionResult>(Again());
    }, stop);

    /// <summary>What every post begins with: the item, the right, and the chosen image, which no refusal may lose.</summary>
    private async Task<IActionResult> ActAsync(string id, bool mustPublish, Func<Task<IActionResult>> act, CancellationToken stop)
    {
        if (await desk.OpenAsync(id, Form.Type, Author, stop) is not { } edited)
            return NotFound();
        Edited = edited;
        if (mustPublish && !edited.MayPublish)
            return Forbid();
        if (mustPublish && edited.WasRemoved)
            return Refused(new Refusal("Ce contenu a été supprimé pendant que vous écriviez. « Enregistrer le brouillon » le rétablit avec votre texte."));
        try
        {
            return await TakeImageAsync(stop) is { } refusal ? Refused(refusal) : await act();
        }
        catch (DiskFullException)
        {
            var page = Refused(new Refusal("Il n’y a plus de place pour enregistrer cette image. Votre texte est ci-dessous : enregistrez-le sans l’image."));
            Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            return page;
        }
    }

    private async Task<Refusal?> TakeImageAsync(CancellationToken stop)
    {
        if (Image is null)
            return null;
        var (path, refusal) = await intake.TakeAsync(Image, Form.ImageAlt, stop);
        if (refusal is not null)
            return refusal.On(refusal.Field == "alt" ? "Form.ImageAlt" : nameof(Image));
        Form.ImagePath = path;
        ModelState.Remove("Form.ImagePath");
        return null;
    }

    /// <summary>Stores what was typed; null when it is stored, else the page to show.</summary>
    private async Task<IActionResult?> StoreAsync(bool publish, CancellationToken stop)
    {
        var refusals = Form.Check().ToList();
        if (!ModelState.IsValid || refusals.Count > 0)
            return Refused(refusals);
        var mine = Edited.Item.Clone();
        Form.WriteTo(mine, Edited.Type, clock);
        if (!Edited.IsNew && !Edited.WasRemoved && (!publish || mine.Published) && mine.ToString() == Edited.Item.ToString())
            return null;
        mine.Revision = Form.Revision ?? "";
        var saved = await SaveAsync(mine, publish, stop);
        if (saved is ContentSaved.Conflict both)
        {
            Conflicts = FieldConflict.Between(ContentForm.Of(both.Theirs), ContentForm.Of(both.Mine));
            if (Conflicts.Count > 0)
                return ShowBoth(both.Theirs);
            // The same text twice: a form sent again, or two people who agree.
            mine.Revision = both.Theirs.Revision;
            saved = await SaveAsync(mine, publish, stop);
        }

        if (saved is ContentSaved.Refused refused)
            return Refused(refused.Refusals.Select(refusal => refusal.On(EditorDesk.FieldOf(refusal.Field))));
        Edited = saved is ContentSaved.Done done ? Edited with { Item = done.Item } : Edited;
        return null;
    }

    private Task<ContentSaved> SaveAsync(ContentItem item, bool publish, CancellationToken stop) =>
        publish ? content.PublishAsync(item, Author, stop) : content.SaveDraftAsync(item, Author, stop);

    private async Task<IActionResult> PlanAsync(CancellationToken stop)
    {
        (DateTime? At, ContentScheduleAction Action, string Field)[] plans =
            [(PublishAt, ContentScheduleAction.Publish, nameof(PublishAt)), (UnpublishAt, ContentScheduleAction.Unpublish, nameof(UnpublishAt))];
        foreach (var (at, action, field) in plans)
            if (at is { } clockTime && await schedules.PlanAsync(Edited.Item.ContentItemId, action, ParisTime.From(clockTime), Author, ContentPermissions.PublishContent, stop) is { } refusal)
            {
                // The text itself is stored by now.
                Form.Revision = Edited.Item.Revision;
                return Refused(refusal.On(field));
            }

        return Back(PublishAt is { } due ? T["« {0} » sera publié le {1}.", Edited.Item.DisplayText, ParisTime.Full(ParisTime.From(due))]
            : T["« {0} » sera retiré le {1}.", Edited.Item.DisplayText, ParisTime.Full(ParisTime.From(UnpublishAt!.Value))]);
    }

    /// <summary>A plan is for the text that was read: who may publish plans the new one by saving it; of another's the plan will not come true.</summary>
    private async Task<string> PlanAgainAsync(CancellationToken stop)
    {
        if (Edited.Plans.FirstOrDefault(plan => plan is { Action: ContentScheduleAction.Publish, Failure: "" }) is not { } plan || plan.Due <= clock.GetUtcNow())
            return "";
        if (!Edited.MayPublish)
            return " " + T["La publication prévue le {0} était celle du texte d’avant : elle ne se fera pas tant qu’une personne qui publie n’aura pas relu celui-ci.", ParisTime.Full(plan.Due)];
        await schedules.PlanAsync(Edited.Item.ContentItemId, plan.Action, plan.Due, Author, ContentPermissions.PublishContent, stop);
        return " " + T["La publication reste prévue le {0}, avec ce texte.", ParisTime.Full(plan.Due)];
    }

    private PageResult ShowBoth(ContentItem theirs)
    {
        Theirs = theirs;
        Form.Revision = theirs.Revision;
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    /// <summary>The same page with what the server changed in the form: the posted values would otherwise win.</summary>
    private PageResult Again()
    {
        ModelState.Clear();
        return Page();
    }

    private LocalRedirectResult Back(string said)
    {
        TempData.Say(said);
        return LocalRedirect($"/admin/contenus/{Uri.EscapeDataString(Edited.Item.ContentItemId)}");
    }
}
