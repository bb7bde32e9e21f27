using System.Globalization;

namespace Megalis.Kernel.Search;

/// <summary>What an index can do with a field.</summary>
public enum IndexFieldKind
{
    /// <summary>French text: searched by words. All text fields together are what a word without a field is searched in.</summary>
    Text,

    /// <summary>Exact values: filtered, counted as facets.</summary>
    Keyword,

    /// <summary>A whole number (an amount in cents, a count): filtered by range, sorted.</summary>
    Number,

    /// <summary>An instant, kept to the microsecond: filtered by range, sorted.</summary>
    Date,

    /// <summary>A place on earth: filtered by distance.</summary>
    Point,

    /// <summary>Text that comes back with a hit and is not searched.</summary>
    Stored,
}

/// <summary>One field of an index.</summary>
/// <param name="Name">As queries write it before a colon: lower-case letters, digits, « _ » and « - ».</param>
/// <param name="Kind">What can be done with it.</param>
public sealed record IndexField(string Name, IndexFieldKind Kind)
{
    /// <summary>Text only: how many times a word here counts as one in a field of weight 1; 1 to 16.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Keyword only: a document may have several values.</summary>
    public bool Multiple { get; init; }

    /// <summary>Text only: the text comes back with a hit. Keywords, numbers and dates always can.</summary>
    public bool IsReturned { get; init; }

    public static IndexField Text(string name, int weight = 1, bool isReturned = false) =>
        new(name, IndexFieldKind.Text) { Weight = weight, IsReturned = isReturned };

    public static IndexField Keyword(string name, bool multiple = false) => new(name, IndexFieldKind.Keyword) { Multiple = multiple };

    public static IndexField Number(string name) => new(name, IndexFieldKind.Number);

    public static IndexField Date(string name) => new(name, IndexFieldKind.Date);

    public static IndexField Point(string name) => new(name, IndexFieldKind.Point);

    public static IndexField Stored(string name) => new(name, IndexFieldKind.Stored) { IsReturned = true };
}

/// <summary>The shape of an index. A change of any part of it makes older files useless: they are built again.</summary>
/// <param name="Name">Name of the index and of its folder: lower-case letters, digits and hyphens.</param>
/// <param name="Fields">In the order in which text is read; names are unique.</param>
public sealed record IndexSchema(string Name, IReadOnlyList<IndexField> Fields)
{
    /// <summary>
    /// Words of a document of ordinary length, weights counted; longer ones count a little less for the same word. A constant and
    /// not the average, so that a document's rank does not move when others come.
    /// </summary>
    public int TypicalLength { get; init; } = 120;

    /// <summary>To be raised when the source fills the same fields with something else.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What must be equal for a file to be read.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"{Name};{Version};{TypicalLength};{string.Join(',', Fields.Select(f => $"{f.Name}:{f.Kind}:{f.Weight}:{f.Multiple}:{f.IsReturned}"))}");

    /// <summary>The field with this name; null when there is none.</summary>
    public IndexField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);
}
