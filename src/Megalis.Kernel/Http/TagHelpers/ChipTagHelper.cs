using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>The states that people meet everywhere; each has its word, its icon and its colour.</summary>
public enum ChipState
{
    /// <summary>« Information »: no state, a remark.</summary>
    Info,

    /// <summary>« Brouillon »: seen by its authors only.</summary>
    Draft,

    /// <summary>« Programmé »: will happen by itself.</summary>
    Scheduled,

    /// <summary>« En cours »: something runs, nobody has to act.</summary>
    Running,

    /// <summary>« Ouvert »: people may act now.</summary>
    Open,

    /// <summary>« À faire »: waits for the reader.</summary>
    Todo,

    /// <summary>« Bientôt clos »: near its deadline.</summary>
    Near,

    /// <summary>« Publié », « Accepté », « Terminé »: all is well.</summary>
    Done,

    /// <summary>« Hors délai ».</summary>
    Late,

    /// <summary>« Refusé », « En erreur ».</summary>
    Refused,

    /// <summary>« Clos »: over, nothing to do.</summary>
    Closed,
}

/// <summary>
/// <c>&lt;m-chip state="Open" /&gt;</c> or <c>&lt;m-chip state="Near"&gt;encore 6 jours&lt;/m-chip&gt;</c>: a state as word, icon
/// and colour, never colour alone (RGAA 3.1).
/// </summary>
[HtmlTargetElement("m-chip", Attributes = "state")]
public sealed class ChipTagHelper : TagHelper
{
    public ChipState State { get; set; }

    /// <summary>Instead of the state's own drawing.</summary>
    public string? Icon { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var word = await output.GetChildContentAsync();
        var (text, icon, tone) = Look(State);
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        var classes = output.Attributes["class"]?.Value;
        output.Attributes.SetAttribute("class", $"m-chip m-chip-{tone} {classes}".TrimEnd());
        output.Content.SetHtmlContent(Sprite.Icon(ViewContext.HttpContext, Icon ?? icon));
        if (word.IsEmptyOrWhiteSpace)
            output.Content.Append(ViewContext.T(text));
        else
            output.Content.AppendHtml(word);
    }

    private static (string Word, string Icon, string Tone) Look(ChipState state) => state switch
    {
        ChipState.Draft => ("Brouillon", "pencil", "neutral"),
        ChipState.Scheduled => ("Programmé", "calendar-event", "info"),
        ChipState.Running => ("En cours", "arrow-repeat", "info"),
        ChipState.Open => ("Ouvert", "unlock", "good"),
        ChipState.Todo => ("À faire", "hand-index", "warm"),
        ChipState.Near => ("Bientôt clos", "alarm", "warm"),
        ChipState.Done => ("Terminé", "check-circle", "good"),
        ChipState.Late => ("Hors délai", "clock-history", "bad"),
        ChipState.Refused => ("Refusé", "x-octagon", "bad"),
        ChipState.Closed => ("Clos", "lock", "neutral"),
        _ => ("Information", "info-circle", "info"),
    };
}
