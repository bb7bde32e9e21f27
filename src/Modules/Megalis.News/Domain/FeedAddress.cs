using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;

namespace Megalis.News.Domain;

/// <summary>Keeps <c>/actualites/rss</c> for the feed: news at that address would never be read.</summary>
internal sealed class FeedAddress : IContentHandler
{
    public const string Slug = "rss";

    public Task ValidatingAsync(ContentSaving saving, ICollection<Refusal> refusals, CancellationToken stop)
    {
        if (saving.Item.ContentType == "News" && saving.Item.Part<AutoroutePart>() is { Disabled: false } part && part.Path.Trim('/').Equals(Slug, StringComparison.OrdinalIgnoreCase))
            refusals.Add(new Refusal("L’adresse « {0} » est celle du flux : choisissez-en une autre.", Slug).On(nameof(AutoroutePart) + "." + nameof(AutoroutePart.Path)));
        return Task.CompletedTask;
    }
}
