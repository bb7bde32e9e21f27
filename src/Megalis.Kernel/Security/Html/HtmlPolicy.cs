namespace Megalis.Kernel.Security;

/// <summary>What a piece of content may do in the page that shows it.</summary>
public sealed record HtmlPolicy
{
    /// <summary>Content under the page's own h1: its headings begin at h2.</summary>
    public static readonly HtmlPolicy UnderPageTitle = new();

    /// <summary>Levels added to every heading, so that a page keeps one h1; past h6 stays h6.</summary>
    public int HeadingShift { get; init; } = 1;

    /// <summary>Put before every id and every link to one, so that content cannot take the name of a part of the page.</summary>
    public string IdPrefix { get; init; } = "c-";

    /// <summary>Hosts whose links are not marked as leaving the site; compared without port and without case.</summary>
    public IReadOnlySet<string> OwnHosts { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The allow-lists of the one sanitiser. What is not named here does not reach a page.</summary>
internal static class AllowedHtml
{
    public static readonly HashSet<string> Elements = Set(
        "h1 h2 h3 h4 h5 h6 p br hr wbr div span section article blockquote pre code kbd samp var em strong b i u s del ins sub sup small mark"
        + " abbr cite q dfn time bdi bdo ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td figure figcaption img a details summary address");

    public static readonly HashSet<string> Void = Set("br hr wbr img col");

    /// <summary>Elements whose content is no text for people, or that a browser parses in another way than text: they go with all they hold.</summary>
    public static readonly HashSet<string> DroppedWhole = Set(
        "script style iframe object embed applet noscript noembed noframes template textarea select option optgroup datalist xmp plaintext listing"
        + " title head base link meta frame frameset svg math audio video source track canvas map area input keygen param portal fencedframe dialog slot");

    /// <summary>Elements between which a space must stand when only the text is kept.</summary>
    public static readonly HashSet<string> Blocks = Set(
        "h1 h2 h3 h4 h5 h6 p br hr div section article blockquote pre ul ol li dl dt dd table caption tr th td figure figcaption details summary address");

    public static readonly HashSet<string> Global = Set("lang dir title");

    public static readonly HashSet<string> Schemes = Set("http https mailto tel");

    public static bool IsClass(string name) =>
        name is "text-start" or "text-center" or "text-end" or "table" or "footnotes" or "footnote-ref" or "footnote-back-ref" or "lien-externe"
        || (name.StartsWith("language-", StringComparison.Ordinal) && name.Length <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '#'));

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
