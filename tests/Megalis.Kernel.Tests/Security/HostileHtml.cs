using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Megalis.Kernel.Tests.Security;

/// <summary>Ways in which markup has been made to run, by family, and the check that none of it is left.</summary>
internal static class HostileHtml
{
    public static readonly string[] Corpus =
    [
        // scripts and event handlers
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>", "<img/src=/x/onerror=alert(1)>", "<img src=`x`onerror=alert(1)>", "<p onclick='alert(1)'>x</p>", "<body onload=alert(1)>",
        "<b onmouseover\n=\nalert(1)>x</b>", "<details open ontoggle=alert(1)>", "<div onpointerrawupdate=alert(1)>x", "<a id=x tabindex=1 onfocus=alert(1)>x</a>",
        "<marquee onstart=alert(1)>x</marquee>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<xss autofocus tabindex=1 onfocus=alert(1)>",
        // URLs that run
        "<a href=javascript:alert(1)>x</a>", "<a href='JaVaScRiPt:alert(1)'>x</a>", "<a href='java\tscript:alert(1)'>x</a>", "<a href='java&#x0A;script:alert(1)'>x</a>",
        "<a href='&#106;&#97;&#118;&#97;script&colon;alert(1)'>x</a>", "<a href=' \u0001javascript:alert(1)'>x</a>", "<a href='java&Tab;script&NewLine;:alert(1)'>x</a>",
        "<a href='vbscript:msgbox(1)'>x</a>", "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
        "<a href='blob:https://evil.example/1'>x</a>", "<a href='file:///etc/passwd'>x</a>", "<a href='view-source:javascript:1'>x</a>", "<a href='jar:http://x!/'>x</a>",
        "<a href='\u00adjavascript:alert(1)'>x</a>", "<a xlink:href=javascript:alert(1)>x</a>", "<a href='javascript://%0aalert(1)'>x</a>", "<area href=javascript:alert(1)>",
        "<form action=javascript:alert(1)><button>x</button></form>", "<button formaction=javascript:alert(1)>x</button>", "<isindex action=javascript:alert(1) type=submit>",
        "<base href='javascript:alert(1)//'>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'></iframe>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<link rel=stylesheet href=//evil.example/x.css>",
        "<a href='https://megalis.bzh@evil.example/'>x</a>",
        // requests to third parties
        "<img src=https://evil.example/pixel.gif>", "<img src=//evil.example/p>", "<img src='/\\evil.example/p'>", "<img src='\\\\evil.example/p'>", "<img src='/\t/evil.example/p'>",
        "<img src='http:evil.example'>", "<img src='https:/evil.example'>", "<img src=data:image/svg+xml,x>", "<img srcset='https://evil.example/p 2x' src=/a>", "<img src=/a lowsrc=//evil.example>",
        "<picture><source srcset=//evil.example/p><img src=/a></picture>", "<table background=//evil.example/p><td background=//evil.example>x</table>",
        "<video poster=//evil.example/p>", "<input type=image src=//evil.example/p>", "<blockquote cite=//evil.example>x</blockquote>", "<a href=/ ping=//evil.example>x</a>",
        // styles
        "<style>@import '//evil.example'</style>", "<p style='background:url(//evil.example)'>x</p>", "<p style='position:fixed;inset:0'>x</p>", "<div style=\"width: expression(alert(1));\">",
        "<td style='text-align:right;background:url(//evil.example)'>x</td>", "<p class='modal position-fixed vh-100'>x</p>", "<p style=text-align:left>x",
        // mutation: what a second parsing would read otherwise
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<svg><foreignobject><p><style><img src=\"</style><img src=x onerror=alert(1)//\">",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>", "<svg><desc><img src=x onerror=alert(1)></desc></svg>",
        "<select><option><img src=x onerror=alert(1)></select>", "<select><style></select><img src=x onerror=alert(1)></style>", "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
        "<title><img title='</title><img src=x onerror=alert(1)>'>", "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>", "<noembed><img title='</noembed><img src=x onerror=alert(1)>'>",
        "<iframe><img title='</iframe><img src=x onerror=alert(1)>'>", "<plaintext><img src=x onerror=alert(1)>", "<template><img src=x onerror=alert(1)></template>",
        "<p title='`><img src=x onerror=alert(1)>'>x", "<img alt='`><script>alert(1)</script>' src=/a>", "<a title='\"><img src=x onerror=alert(1)>' href=/>x</a>",
        "<!--><img src=x onerror=alert(1)>-->", "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->", "<![CDATA[<img src=x onerror=alert(1)>]]>", "<?xml-stylesheet href='javascript:alert(1)'?>",
        "<table><caption><svg><title><style></caption><img src=x onerror=alert(1)></style>", "<svg><script>alert(1)</script></svg>", "<svg/onload=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x>",
        "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>", "<svg><use href='data:image/svg+xml,<svg id=x/>#x'></svg>", "<math href=javascript:alert(1)>x</math>",
        // taking the names of parts of the page
        "<a id=location href=/>x</a>", "<form name=document><input name=cookie></form>", "<img name=getElementById src=/a>", "<p id='contenu principal'>x</p>", "<a href='#__proto__' id=__proto__>x</a>",
        // half markup
        "<", "</", "<a", "<a href=", "<a href='", "<!", "<!--", "<![CDATA[", "&", "&#", "&#x110000;", "&#0;", "\0", "<\0script>alert(1)</script>", "<a\0b>", "<p title=\"", "</p></div></body></html><script>alert(1)</script>",
        "<html><head><script>alert(1)</script></head><frameset onload=alert(1)>", "<frameset><frame src=javascript:alert(1)></frameset>", "<portal src=javascript:alert(1)>", "<dialog open onclose=alert(1)>x</dialog>",
    ];

    private static readonly HashSet<string> SafeElements = new(
        ("h1 h2 h3 h4 h5 h6 p br hr wbr div span section article blockquote pre code kbd samp var em strong b i u s del ins sub sup small mark abbr cite q dfn time bdi bdo ul ol li dl dt dd"
        + " table caption colgroup col thead tbody tfoot tr th td figure figcaption img a details summary address").Split(' '));

    private static readonly HashSet<string> SafeAttributes = new(
        "href rel src alt width height loading title lang dir id class start type reversed value colspan rowspan scope headers span datetime open".Split(' '));

    /// <summary>Null when a browser, with or without scripts, would find nothing in <paramref name="html"/> but the harmless; else what it would find.</summary>
    public static string? Danger(string html) => DangerTo(html, scripting: true) ?? DangerTo(html, scripting: false);

    /// <summary>The same for a text that would itself be costly to parse twice: no element may be left that carries more than itself.</summary>
    public static string? DangerInShort(string html) =>
        html.Contains("<script", StringComparison.OrdinalIgnoreCase) || html.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "element" : null;

    private static string? DangerTo(string html, bool scripting)
    {
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = scripting }).ParseDocument("<!doctype html><body>" + html);
        foreach (var element in document.All.Except([document.DocumentElement, document.Head!, document.Body!]))
        {
            if (element.NamespaceUri != "http://www.w3.org/1999/xhtml" || !SafeElements.Contains(element.LocalName)) return $"element {element.LocalName}";
            foreach (var attribute in element.Attributes)
            {
                if (DangerOf(element, attribute) is { } danger) return danger;
            }
        }
        return document.Body!.Attributes.Length + document.DocumentElement.Attributes.Length + document.Head!.ChildElementCount > 0 ? "attributes of the page" : null;
    }

    private static string? DangerOf(IElement element, IAttr attribute) => attribute.Name switch
    {
        "href" => element.LocalName == "a" && IsHarmlessLink(attribute.Value) ? null : $"href {attribute.Value}",
        "src" => element.LocalName == "img" && new Uri(new Uri("https://site.example/a/b"), attribute.Value).Host == "site.example" ? null : $"src {attribute.Value}",
        "id" => attribute.Value.StartsWith("c-", StringComparison.Ordinal) ? null : $"id {attribute.Value}",
        "class" => attribute.Value.Contains("modal", StringComparison.Ordinal) || attribute.Value.Contains("fixed", StringComparison.Ordinal) ? $"class {attribute.Value}" : null,
        _ => SafeAttributes.Contains(attribute.Name) ? null : $"attribute {attribute.Name}",
    };

    private static bool IsHarmlessLink(string href)
    {
        var link = new Uri(new Uri("https://site.example/a/b"), href);
        return link.Scheme is "http" or "https" or "mailto" or "tel" && link.UserInfo.Length == 0 | link.Scheme == "mailto";
    }
}
