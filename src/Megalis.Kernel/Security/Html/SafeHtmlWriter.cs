using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Megalis.Kernel.Security;

/// <summary>Writes the allowed elements of a parsed document, one opening and one closing at a time.</summary>
internal sealed class SafeHtmlWriter(HtmlPolicy policy)
{
    private readonly StringBuilder _html = new();
    private readonly Stack<string?> _open = new();
    private bool _atStartOfPre;

    public override string ToString() => _html.ToString();

    public void Open(IElement element)
    {
        var name = NameFor(element);
        _open.Push(name);
        _atStartOfPre = false;
        if (name is null) return;
        if (name == "img")
        {
            Image(element);
            return;
        }
        _html.Append('<').Append(name);
        Attributes(element, name);
        _html.Append('>');
        _atStartOfPre = name == "pre";
    }

    public void Close(IElement element)
    {
        var name = _open.Pop();
        _atStartOfPre = false;
        if (name is not null && !AllowedHtml.Void.Contains(name)) _html.Append("</").Append(name).Append('>');
    }

    public void Text(string text)
    {
        // A parser swallows the first line feed of a pre.
        if (_atStartOfPre && text.StartsWith('\n')) _html.Append('\n');
        _atStartOfPre = false;
        Escape(text);
    }

    /// <summary>The element to write, or null when only its content is kept.</summary>
    private string? NameFor(IElement element)
    {
        var name = element.LocalName;
        if (_open.Count >= HtmlSanitizer.MaxDepth || !AllowedHtml.Elements.Contains(name)) return null;
        if (name == "a" && SafeUrl.Link(element.GetAttribute("href"), out _) is null && element.GetAttribute("id") is null) return null;
        if (name is ['h', >= '1' and <= '6']) return $"h{Math.Clamp(name[1] - '0' + policy.HeadingShift, 1, 6)}";
        return name;
    }

    private void Image(IElement element)
    {
        var source = SafeUrl.OwnPath(element.GetAttribute("src"));
        if (source is null)
        {
            Escape(element.GetAttribute("alt") ?? "");
            return;
        }
        _html.Append("<img");
        Attribute("src", source);
        Attribute("alt", element.GetAttribute("alt") ?? "");
        Number(element, "width", 10_000);
        Number(element, "height", 10_000);
        Common(element);
        Attribute("loading", "lazy");
        _html.Append('>');
    }

    private void Attributes(IElement element, string name)
    {
        switch (name)
        {
            case "a": Link(element); break;
            case "td" or "th": Cell(element); break;
            case "ol": Number(element, "start", 1_000_000); Keyword(element, "type", "1", "a", "A", "i", "I"); Flag(element, "reversed"); break;
            case "li": Number(element, "value", 1_000_000); break;
            case "col" or "colgroup": Number(element, "span", 100); break;
            case "time": Copy(element, "datetime"); break;
            case "del" or "ins": Copy(element, "datetime"); break;
            case "details": Flag(element, "open"); break;
        }
        Common(element);
    }

    private void Common(IElement element)
    {
        foreach (var name in AllowedHtml.Global)
            Copy(element, name);
        if (element.GetAttribute("id") is { } id && Prefixed(id) is { } ownId) Attribute("id", ownId);
        var classes = element.ClassList.Where(AllowedHtml.IsClass).Append(Alignment(element)).Append(IsExternal(element) ? "lien-externe" : "");
        var list = string.Join(' ', classes.Where(c => c.Length > 0).Distinct());
        if (list.Length > 0) Attribute("class", list);
    }

    private void Link(IElement element)
    {
        var href = SafeUrl.Link(element.GetAttribute("href"), out _);
        if (href is null) return;
        if (href.StartsWith('#')) href = Prefixed(href[1..]) is { } id ? "#" + id : "#";
        Attribute("href", href);
        if (IsExternal(element)) Attribute("rel", "external nofollow noopener noreferrer");
    }

    private bool IsExternal(IElement element) =>
        element.LocalName == "a" && SafeUrl.Link(element.GetAttribute("href"), out var host) is not null && host is not null && !policy.OwnHosts.Contains(host);

    private void Cell(IElement element)
    {
        Number(element, "colspan", 100);
        Number(element, "rowspan", 100);
        if (element.LocalName == "th") Keyword(element, "scope", "row", "col", "rowgroup", "colgroup");
        if (element.GetAttribute("headers") is not { } headers) return;
        var ids = headers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Prefixed).OfType<string>();
        Attribute("headers", string.Join(' ', ids));
    }

    /// <summary>Markdown writes the alignment of a column as a style, which the page's content policy forbids: a class says the same.</summary>
    private static string Alignment(IElement element)
    {
        if (element.LocalName is not ("td" or "th")) return "";
        var style = element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal).TrimEnd(';');
        return style switch { "text-align:left" => "text-start", "text-align:center" => "text-center", "text-align:right" => "text-end", _ => "" };
    }

    private string? Prefixed(string id)
    {
        if (id.Length is 0 or > 200 || id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return null;
        return id.StartsWith(policy.IdPrefix, StringComparison.Ordinal) ? id : policy.IdPrefix + id;
    }

    private void Copy(IElement element, string name)
    {
        if (element.GetAttribute(name) is { } value) Attribute(name, value);
    }

    private void Flag(IElement element, string name)
    {
        if (element.HasAttribute(name)) _html.Append(' ').Append(name);
    }

    private void Keyword(IElement element, string name, params string[] allowed)
    {
        if (element.GetAttribute(name) is { } value && allowed.Contains(value, StringComparer.Ordinal)) Attribute(name, value);
    }

    private void Number(IElement element, string name, int max)
    {
        if (int.TryParse(element.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= max)
            Attribute(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private void Attribute(string name, string value)
    {
        _html.Append(' ').Append(name).Append("=\"");
        Escape(value);
        _html.Append('"');
    }

    private void Escape(string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': _html.Append("&amp;"); break;
                case '<': _html.Append("&lt;"); break;
                case '>': _html.Append("&gt;"); break;
                case '"': _html.Append("&quot;"); break;
                case '\'': _html.Append("&#39;"); break;
                case '`': _html.Append("&#96;"); break;
                case '\u00a0': _html.Append("&nbsp;"); break;
                default: if (c is >= ' ' or '\t' or '\n' && c is not '\u007f') _html.Append(c); break;
            }
        }
    }
}
