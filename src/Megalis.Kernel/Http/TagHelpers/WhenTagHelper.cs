using System.Globalization;
using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>How an <c>m-when</c> is written.</summary>
public enum WhenFormat
{
    /// <summary>« mercredi 3 mars 2027 à 12 h 00 (heure de Paris) ».</summary>
    Full,

    /// <summary>« mercredi 3 mars 2027 ».</summary>
    Day,

    /// <summary>« 3 mars 2027 », for lists.</summary>
    Date,

    /// <summary>« 03/03/2027 12 h 00 », for tables.</summary>
    Compact,

    /// <summary>To the second, for receipts and registers.</summary>
    Second,
}

/// <summary>
/// <c>&lt;m-when value="Model.Deadline" /&gt;</c>: an instant in the legal time of Paris; when it lies less than 48 hours
/// ahead, the offset and what remains (SCREENS.md). A script counts down from there where there is one.
/// </summary>
[HtmlTargetElement("m-when", Attributes = "value", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTagHelper(TimeProvider time) : TagHelper
{
    public DateTimeOffset? Value { get; set; }

    public WhenFormat Format { get; set; }

    /// <summary>False where what remains is said elsewhere (a chip), or where the page is printed.</summary>
    public bool Remaining { get; set; } = true;

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext? ViewContext { get; set; }

    /// <summary>Shown when there is no instant.</summary>
    public string Missing { get; set; } = "non fixé";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Value is not { } instant)
        {
            output.TagName = "span";
            output.TagMode = TagMode.StartTagAndEndTag;
            output.Content.SetContent(Missing);
            return;
        }

        var now = time.GetUtcNow();
        var near = instant > now && instant - now < ParisTime.Near;
        if (instant > now)
            ViewContext?.HttpContext.ChangesAt(near && Remaining ? ParisTime.NextWords(instant, now) : near ? instant : instant - ParisTime.Near);
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", Machine(instant));
        output.Content.SetContent(Words(instant, near));
        if (near && Remaining)
            output.PostElement.AppendHtml(" ").AppendHtml(Left(instant, now));
    }

    private string Words(DateTimeOffset instant, bool near) => Format switch
    {
        WhenFormat.Day => ParisTime.Day(instant),
        WhenFormat.Date => ParisTime.Date(instant),
        WhenFormat.Compact => ParisTime.Compact(instant),
        WhenFormat.Second => ParisTime.ToTheSecond(instant),
        _ => near ? ParisTime.FullWithOffset(instant) : ParisTime.Full(instant),
    };

    private static TagBuilder Left(DateTimeOffset instant, DateTimeOffset now)
    {
        var left = new TagBuilder("span");
        left.AddCssClass("m-remaining");
        left.Attributes["data-deadline"] = Machine(instant);
        left.InnerHtml.Append(ParisTime.Remaining(instant, now));
        return left;
    }

    private static string Machine(DateTimeOffset instant) =>
        ParisTime.At(instant).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
