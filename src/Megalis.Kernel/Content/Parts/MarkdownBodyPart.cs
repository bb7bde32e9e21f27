namespace Megalis.Kernel.Content.Parts;

/// <summary>Markdown as it was typed. Orchard: <c>"MarkdownBodyPart": { "Markdown": "..." }</c>.</summary>
public sealed class MarkdownBodyPart : ContentPart
{
    public string Markdown { get => GetText(nameof(Markdown)) ?? ""; set => Set(nameof(Markdown), value); }
}
