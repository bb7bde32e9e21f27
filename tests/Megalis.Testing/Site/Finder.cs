using AngleSharp.Dom;

namespace Megalis.Testing;

/// <summary>Finds what a person means by its words, and says what there is when the words fit nothing or too much.</summary>
internal static class Finder
{
    private const string Groups = "tr, li, dl, article, fieldset, section, details, dialog, .card, [role=group], [role=row]";

    /// <summary>The one element whose name is the text; else the one whose name contains it.</summary>
    public static IElement One(Page page, IEnumerable<IElement> candidates, string kind, string text, string? within)
    {
        var wanted = VisibleText.Normalise(text);
        var named = candidates.Where(element => within is null || IsWithin(element, within))
            .Select(element => (Element: element, Name: NameOf(element))).ToList();
        var found = named.Where(entry => entry.Name == wanted).ToList();
        if (found.Count == 0)
            found = [.. named.Where(entry => entry.Name.Contains(wanted, StringComparison.Ordinal))];
        if (found.Count == 1)
            return found[0].Element;

        var place = within is null ? "" : $" within « {within} »";
        var there = string.Join(", ", named.Select(entry => $"« {entry.Name} »"));
        var problem = found.Count == 0 ? $"No {kind} « {text} »{place}." : $"{found.Count} {kind}s fit « {text} »{place}; say which by `within`.";
        Assert.Fail($"{problem} There are: {there}.\n{page.Describe()}");
        throw new InvalidOperationException("Not reached.");
    }

    /// <summary>The nearest row, item or card around the element is the one that is meant when it holds the text.</summary>
    private static bool IsWithin(IElement element, string text)
    {
        var wanted = VisibleText.Normalise(text);
        var group = element.Closest(Groups);
        return group is not null && VisibleText.Of(group).Contains(wanted, StringComparison.Ordinal);
    }

    private static string NameOf(IElement element)
    {
        if (element.GetAttribute("aria-label") is { Length: > 0 } label)
            return VisibleText.Normalise(label);
        var text = VisibleText.Of(element);
        if (text.Length > 0)
            return text;
        return VisibleText.Normalise(element.GetAttribute("value") ?? element.QuerySelector("[alt]")?.GetAttribute("alt") ?? element.GetAttribute("title") ?? "");
    }
}
