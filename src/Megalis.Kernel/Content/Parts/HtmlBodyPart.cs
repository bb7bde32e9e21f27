namespace Megalis.Kernel.Content.Parts;

/// <summary>HTML as it was typed; sanitised at every render. Orchard: <c>"HtmlBodyPart": { "Html": "..." }</c>.</summary>
public sealed class HtmlBodyPart : ContentPart
{
    public string Html { get => GetText(nameof(Html)) ?? ""; set => Set(nameof(Html), value); }
}
