namespace Megalis.Kernel.Content.Definitions;

/// <summary>Which names content types, parts and fields may bear (Orchard's rule: letters, digits, first a letter).</summary>
public static class ContentNames
{
    public const int MaxLength = 128;

    // A type or part of such a name would hide the item's own metadata.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id", "ContentItemId", "ContentItemVersionId", "ContentType", "DisplayText", "Latest", "Published",
        "ModifiedUtc", "PublishedUtc", "CreatedUtc", "Owner", "Author", "ContentItem",
    };

    /// <summary>Null when the name is good, else a French sentence. <paramref name="what"/>: « du type », « du champ » ...</summary>
    public static string? Refuse(string? name, string what)
    {
        if (string.IsNullOrWhiteSpace(name)) return $"le nom {what} manque.";
        if (name.Length > MaxLength) return $"le nom {what} dépasse {MaxLength} caractères.";
        if (!char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return $"le nom {what} « {name} » doit commencer par une lettre et n’avoir que des lettres sans accent, des chiffres et « _ ».";
        return Reserved.Contains(name) ? $"le nom {what} « {name} » est réservé." : null;
    }
}
