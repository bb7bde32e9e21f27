using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// One JSON value of a recipe file, together with the place where it is written, because every error of a recipe
/// names its JSON path and its line. Keys are looked up exactly first, then without regard to case, as Orchard's
/// recipes are written both ways (<c>data</c>, <c>Data</c>). Members keep the order of the file.
/// </summary>
public sealed class RecipeNode
{
    private readonly RecipeNode? parent;
    private readonly string? key;
    private readonly int index;
    private readonly List<RecipeNode> children = [];

    private RecipeNode(RecipeNode? parent, string? key, int index, JsonValueKind kind, int line)
    {
        this.parent = parent;
        this.key = key;
        this.index = index;
        Kind = kind;
        Line = line;
    }

    /// <summary>What stands in the file: Object, Array, String, Number, True, False or Null.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The line of the value's first character, from 1.</summary>
    public int Line { get; }

    /// <summary>The unescaped string, or the digits of a number as they are written; null for other kinds.</summary>
    public string? Text { get; private init; }

    /// <summary>The name under which the value stands in its object; null for the root and for items of an array.</summary>
    public string? Key => key;

    /// <summary>The values of an object or the items of an array, in the order of the file; empty for other kinds.</summary>
    public IReadOnlyList<RecipeNode> Children => children;

    /// <summary>Where the value stands: <c>$.steps[1].data[0].TitlePart.Title</c>.</summary>
    public string Path => WritePath(new StringBuilder()).ToString();

    /// <summary>The member of that name (exact, else without regard to case), or null.</summary>
    public RecipeNode? this[string name] => Kind != JsonValueKind.Object ? null
        : children.Find(child => child.key == name)
            ?? children.Find(child => string.Equals(child.key, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The member's items when it is an array; empty when it is missing, null or something else.</summary>
    public IReadOnlyList<RecipeNode> Items(string name) =>
        this[name] is { Kind: JsonValueKind.Array } array ? array.Children : [];

    /// <summary>The member's text when it is a string; null otherwise.</summary>
    public string? TextOf(string name) => this[name] is { Kind: JsonValueKind.String } node ? node.Text : null;

    /// <summary>The member's value when it is <c>true</c> or <c>false</c>; null otherwise.</summary>
    public bool? FlagOf(string name) => this[name]?.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A copy of the value as a JSON DOM: same order of members, numbers with the digits of the file.</summary>
    public JsonNode? ToJson() => Kind switch
    {
        JsonValueKind.Object => ToJsonObject(),
        JsonValueKind.Array => new JsonArray([.. children.Select(child => child.ToJson())]),
        JsonValueKind.String => JsonValue.Create(Text),
        JsonValueKind.Number => JsonNode.Parse(Text!),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        _ => null,
    };

    /// <summary>The object as a JSON DOM; an empty object when the value is none.</summary>
    public JsonObject ToJsonObject()
    {
        var json = new JsonObject();
        if (Kind != JsonValueKind.Object) return json;
        foreach (var child in children)
            json[child.key!] = child.ToJson();
        return json;
    }

    internal static RecipeNode Root(JsonValueKind kind, int line, string? text = null) =>
        new(null, null, 0, kind, line) { Text = text };

    internal RecipeNode Append(string? name, JsonValueKind kind, int line, string? text = null)
    {
        var child = new RecipeNode(this, name, children.Count, kind, line) { Text = text };
        children.Add(child);
        return child;
    }

    private StringBuilder WritePath(StringBuilder path)
    {
        if (parent is null) return path.Append('$');
        parent.WritePath(path);
        if (key is null) return path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
        return IsPlain(key)
            ? path.Append('.').Append(key)
            : path.Append("['").Append(key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)).Append("']");
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_');
}
