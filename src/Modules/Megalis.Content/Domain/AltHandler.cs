using System.Text.RegularExpressions;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;

namespace Megalis.Content.Domain;

/// <summary>No image is published without words for those who do not see it (RGAA 1.1). Drafts and recipes may lack them.</summary>
internal sealed partial class AltHandler : IContentHandler
{
    public Task ValidatingAsync(ContentSaving saving, ICollection<Refusal> refusals, CancellationToken stop)
    {
        if (saving is not { Publishing: true, Importing: false })
            return Task.CompletedTask;
        var missing = Silent().Match(saving.Item.Part<MarkdownBodyPart>()?.Markdown ?? "");
        if (missing.Success)
            refusals.Add(new Refusal("Une image du texte n’a pas de description : écrivez entre les crochets ce qu’elle montre, « {0} ».", missing.Value)
                .On(nameof(MarkdownBodyPart) + "." + nameof(MarkdownBodyPart.Markdown)));
        if (SilentHtml().IsMatch(saving.Item.Part<HtmlBodyPart>()?.Html ?? ""))
            refusals.Add(new Refusal("Une image du texte n’a pas de description : donnez-lui un attribut « alt » qui dit ce qu’elle montre.")
                .On(nameof(HtmlBodyPart) + "." + nameof(HtmlBodyPart.Html)));
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"!\[\s*\](\([^)\s]*[^)]*\)|\[[^\]]*\])", RegexOptions.None, 1000)]
    private static partial Regex Silent();

    [GeneratedRegex(@"<img\b(?![^>]*\balt\s*=\s*(""[^""]*\S[^""]*""|'[^']*\S[^']*'))", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SilentHtml();
}
