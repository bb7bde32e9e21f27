using System.Text.Json.Nodes;
using Megalis.Kernel.Content;

namespace Megalis.Content.Contracts;

/// <summary>
/// What a list shows of an item before one opens it: a short text and an image. Ours; its image has the shape of Orchard's
/// MediaField: <c>"SummaryPart": { "Text": "...", "Image": { "Paths": ["a/b.jpg"], "MediaTexts": ["..."] } }</c>.
/// </summary>
public sealed class SummaryPart : ContentPart
{
    private const string ImageName = "Image";

    /// <summary>Plain text, one or two sentences.</summary>
    public string Text { get => GetText(nameof(Text)) ?? ""; set => Set(nameof(Text), value); }

    /// <summary>Path in the media library, or empty.</summary>
    public string ImagePath => First("Paths");

    /// <summary>What the image shows, for those who do not see it.</summary>
    public string ImageAlt => First("MediaTexts");

    /// <summary>An empty path takes the image away.</summary>
    public void SetImage(string path, string alt)
    {
        var image = Json[ImageName] as JsonObject ?? [];
        image["Paths"] = path.Length == 0 ? [] : new JsonArray(path);
        image["MediaTexts"] = path.Length == 0 ? [] : new JsonArray(alt);
        if (image.Parent is null)
            Set(ImageName, image);
    }

    private string First(string list) =>
        Json[ImageName]?[list] is JsonArray { Count: > 0 } values && values[0] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
