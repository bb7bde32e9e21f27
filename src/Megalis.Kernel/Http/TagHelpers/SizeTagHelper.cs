using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary><c>&lt;m-size bytes="file.Length" /&gt;</c>: « 1,4 Mo », the exact number of bytes on hover and in <c>data</c>.</summary>
[HtmlTargetElement("m-size", Attributes = "bytes", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SizeTagHelper : TagHelper
{
    public long Bytes { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = "data";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-size");
        output.Attributes.SetAttribute("value", Bytes);
        output.Attributes.SetAttribute("title", $"{Bytes} octets");
        output.Content.SetContent(FileSize.Text(Bytes));
    }
}
