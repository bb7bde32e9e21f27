using System.Globalization;
using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>
/// <c>&lt;m-pager page="Model.P" size="20" total="Model.Total" /&gt;</c>: « 21 à 40 sur 345 » and links that keep the
/// other words of the query. The page's number travels as <c>p</c>: <c>page</c> is a route value of Razor Pages.
/// </summary>
[HtmlTargetElement("m-pager", Attributes = "page,size,total", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper : TagHelper
{
    /// <summary>From 1.</summary>
    public int Page { get; set; }

    /// <summary>Rows on a page.</summary>
    public int Size { get; set; }

    /// <summary>Rows in all.</summary>
    public long Total { get; set; }

    /// <summary>Name of the query's parameter.</summary>
    public string Param { get; set; } = "p";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    private int Pages => (int)Math.Max(1, (Total + Size - 1) / Size);

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Total == 0)
        {
            output.SuppressOutput();
            return;
        }

        var here = Math.Clamp(Page, 1, Pages);
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-pager");
        output.Attributes.SetAttribute("aria-label", ViewContext.T("Pages de la liste"));
        output.Content.AppendHtml(Position(here));
        if (Pages > 1)
            output.Content.AppendHtml(Links(here));
    }

    private TagBuilder Position(int here)
    {
        var first = ((long)here - 1) * Size + 1;
        var text = new TagBuilder("p");
        text.InnerHtml.Append(ViewContext.T("{0} à {1} sur {2}", Number(first), Number(Math.Min(first + Size - 1, Total)), Number(Total)));
        return text;
    }

    private TagBuilder Links(int here)
    {
        var list = new TagBuilder("ul");
        list.AddCssClass("pagination");
        if (here > 1)
            list.InnerHtml.AppendHtml(Step(here - 1, ViewContext.T("Page précédente"), "prev", "chevron-left"));
        var last = 0;
        foreach (var number in Shown(here))
        {
            if (number > last + 1)
                list.InnerHtml.AppendHtml("<li class=\"page-item disabled\"><span class=\"page-link\">…</span></li>");
            list.InnerHtml.AppendHtml(Numbered(number, number == here));
            last = number;
        }

        if (here < Pages)
            list.InnerHtml.AppendHtml(Step(here + 1, ViewContext.T("Page suivante"), "next", "chevron-right"));
        return list;
    }

    /// <summary>The first, the last, and those around the current one.</summary>
    private IEnumerable<int> Shown(int here) =>
        Enumerable.Range(here - 1, 3).Append(1).Append(Pages).Where(n => n >= 1 && n <= Pages).Distinct().Order();

    private TagBuilder Numbered(int number, bool isHere)
    {
        var link = Link(number);
        link.InnerHtml.AppendHtml("<span class=\"visually-hidden\">").Append(ViewContext.T("Page")).AppendHtml(" </span>").Append(Number(number));
        if (isHere)
            link.Attributes["aria-current"] = "page";
        return Item(link, isHere ? "page-item active" : "page-item");
    }

    private TagBuilder Step(int number, string text, string rel, string icon)
    {
        var link = Link(number);
        link.Attributes["rel"] = rel;
        var drawing = Sprite.Icon(ViewContext.HttpContext, icon);
        var word = new TagBuilder("span");
        word.AddCssClass("m-pager-word");
        word.InnerHtml.Append(text);
        if (rel == "prev")
            link.InnerHtml.AppendHtml(drawing).AppendHtml(word);
        else
            link.InnerHtml.AppendHtml(word).AppendHtml(drawing);
        return Item(link, "page-item");
    }

    private TagBuilder Link(int number)
    {
        var link = new TagBuilder("a");
        link.AddCssClass("page-link");
        link.Attributes["href"] = Url(number);
        return link;
    }

    private static TagBuilder Item(TagBuilder link, string cssClass)
    {
        var item = new TagBuilder("li");
        item.AddCssClass(cssClass);
        item.InnerHtml.AppendHtml(link);
        return item;
    }

    private string Url(int number)
    {
        var request = ViewContext.HttpContext.Request;
        var query = new QueryBuilder(request.Query.Where(q => q.Key != Param));
        if (number > 1)
            query.Add(Param, number.ToString(CultureInfo.InvariantCulture));
        return $"{request.PathBase}{request.Path}{query.ToQueryString()}";
    }

    private static string Number(long value) =>
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', FrenchTypography.NarrowSpace);
}
