namespace Megalis.Search.Features.NamedQueries.Templates;

internal enum FieldUse
{
    /// <summary>Searched by words.</summary>
    Text,

    /// <summary>An exact value, in small letters in the index.</summary>
    Value,

    Date,

    /// <summary>True of all that the index holds.</summary>
    Published,
}

/// <summary>A field of Orchard's index of content and what it is in « contenus ».</summary>
/// <param name="Name">In our index; null: every text field.</param>
internal sealed record OrchardField(string? Name, FieldUse Use)
{
    private static readonly OrchardField Title = new("titre", FieldUse.Text);
    private static readonly OrchardField Body = new("texte", FieldUse.Text);
    private static readonly OrchardField Type = new("type", FieldUse.Value);
    private static readonly OrchardField Creation = new("creation", FieldUse.Date);
    private static readonly OrchardField Publication = new("publication", FieldUse.Date);
    private static readonly OrchardField Modification = new("modification", FieldUse.Date);

    /// <summary>
    /// Orchard's names first, then those of the index. The title as one value (<c>DisplayText</c>, <c>.keyword</c>, <c>.Normalized</c>),
    /// owners and authors have no column here.
    /// </summary>
    public static IReadOnlyDictionary<string, OrchardField> All { get; } = new Dictionary<string, OrchardField>(StringComparer.Ordinal)
    {
        ["Content.ContentItem.FullText"] = new(null, FieldUse.Text),
        ["Content.ContentItem.DisplayText.Analyzed"] = Title,
        ["Content.BodyAspect.Body"] = Body,
        ["Content.ContentItem.ContentType"] = Type,
        ["Content.ContentItem.ContentType.keyword"] = Type,
        ["Content.ContentItem.CreatedUtc"] = Creation,
        ["Content.ContentItem.PublishedUtc"] = Publication,
        ["Content.ContentItem.ModifiedUtc"] = Modification,
        ["Content.ContentItem.Published"] = new(null, FieldUse.Published),
        ["titre"] = Title,
        ["resume"] = new("resume", FieldUse.Text),
        ["texte"] = Body,
        ["type"] = Type,
        ["creation"] = Creation,
        ["publication"] = Publication,
        ["modification"] = Modification,
    };

    public static OrchardField? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>As the index holds it.</summary>
    public string Valued(string text) => Use == FieldUse.Value ? text.ToLowerInvariant() : text;
}
