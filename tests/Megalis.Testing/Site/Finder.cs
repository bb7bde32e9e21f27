using AngleSharp.Dom;

namespace Megalis.Testing;

/// <summary>Finds what a person means by its words, and says what there is when the words fit nothing or too much.</summary>
internal static class Finder
{
    // They hold many things side by side, so that they say nothing about one of them.
    private static readonly HashSet<string> Shelves = new(["html", "body", "table", "thead", "tbody", "ul", "ol", "dl"], StringComparer.Ordinal);

    /// <summary>The one element whose name is the text, else the one whose name contains it; of several, the one nearest to <paramref name="within"/>.</summary>
    public static IElement One(Page page, IEnumerable<IElement> candidates, string kind, string text, string? within)
    {
        var wanted = VisibleText.Normalise(text);
        var named = candidates.Select(element => (Element: element, Name: NameOf(element))).ToList();
        var found = Among(named.Where(entry => entry.Name == wanted), within);
        if (found.Count == 0)
            found = Among(named.Where(entry => entry.Name.Contains(wanted, StringComparison.Ordinal)), within);
        if (found.Count == 1)
            return found[0];

        var place = within is null ? "" : $" within « {within} »";
        var there = string.Join(", ", named.Select(entry => $"« {entry.Name} »"));
        var problem = found.Count == 0 ? $"No {kind} « {text} »{place}." : $"{found.Count} {kind}s fit « {text} »{place}; say which by `within`.";
        Assert.Fail($"{problem} There are: {there}.\n{page.Describe()}");
        throw new InvalidOperationException("Not reached.");
    }

    /// <summary>A row, card or section around the element that holds the text: those with the fewest of the others beside them.</summary>
    private static List<IElement> Among(IEnumerable<(IElement Element, string Name)> named, string? within)
    {
        var elements = named.Select(entry => entry.Element).ToList();
        if (within is null)
            return elements;

        var placed = from element in elements
                     let around = GroupAround(element, VisibleText.Normalise(within))
                     where around is not null
                     group element by elements.Count(around.Contains);
        return [.. placed.MinBy(size => size.Key) ?? Enumerable.Empty<IElement>()];
    }

    private static IElement? GroupAround(IElement element, string text)
    {
        for (var around = element.ParentElement; around is not null; around = around.ParentElement)
        {
            if (VisibleText.Of(around).Contains(text, StringComparison.Ordinal))
                return Shelves.Contains(around.LocalName) ? null : around;
        }

        return null;
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
