namespace Megalis.Kernel.Content.Parts;

/// <summary>The title of an item. Orchard: <c>"TitlePart": { "Title": "..." }</c>.</summary>
public sealed class TitlePart : ContentPart
{
    public string Title { get => GetText(nameof(Title)) ?? ""; set => Set(nameof(Title), value); }
}
