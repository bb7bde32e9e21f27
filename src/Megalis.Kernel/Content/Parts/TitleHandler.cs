using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;

namespace Megalis.Kernel.Content.Parts;

/// <summary>The title is the text by which lists name an item.</summary>
internal sealed class TitleHandler : IContentHandler
{
    public Task SavingAsync(ContentSaving saving, CancellationToken stop)
    {
        if (saving.Item.Part<TitlePart>() is { } part && part.Title.Length > 0)
            saving.Item.DisplayText = part.Title;
        return Task.CompletedTask;
    }

    public Task ValidatingAsync(ContentSaving saving, ICollection<Refusal> refusals, CancellationToken stop)
    {
        if (saving is { Publishing: true, Importing: false } && saving.Type.Has(nameof(TitlePart)) && string.IsNullOrWhiteSpace(saving.Item.DisplayText))
            refusals.Add(new Refusal("Donnez un titre avant de publier.").On(nameof(TitlePart) + "." + nameof(TitlePart.Title)));
        return Task.CompletedTask;
    }
}
