using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Megalis.Testing;

/// <summary>The text of a page as it is read: scripts and hidden parts left out, blocks kept apart, spaces made one.</summary>
internal static partial class VisibleText
{
    private static readonly HashSet<string> Silent = new(["script", "style", "template", "noscript", "head"], StringComparer.Ordinal);

    private static readonly HashSet<string> Inline = new(
        ["a", "abbr", "b", "bdi", "cite", "code", "data", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var"],
        StringComparer.Ordinal);

    public static string Of(INode? node)
    {
        var text = new StringBuilder();
        if (node is not null)
            Append(node, text);
        return Normalise(text.ToString());
    }

    /// <summary>French puts no-break spaces before « : ; ! ? » and inside quotes; a test writes plain ones.</summary>
    public static string Normalise(string text) => Spaces().Replace(text, " ").Trim();

    private static void Append(INode node, StringBuilder text)
    {
        if (node is IText leaf)
        {
            text.Append(leaf.Data);
            return;
        }

        if (node is IElement element && (Silent.Contains(element.LocalName) || element.HasAttribute("hidden")))
            return;

        var apart = node is IElement block && !Inline.Contains(block.LocalName);
        if (apart)
            text.Append(' ');
        foreach (var child in node.ChildNodes)
            Append(child, text);
        if (apart)
            text.Append(' ');
    }

    [GeneratedRegex(@"[\s\u00A0\u202F\u2009]+")]
    private static partial Regex Spaces();
}
