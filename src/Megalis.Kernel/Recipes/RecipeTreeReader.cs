using System.Text;
using System.Text.Json;

namespace Megalis.Kernel.Recipes;

/// <summary>One pass over the bytes of a recipe with <see cref="Utf8JsonReader"/>, counting lines as it goes.</summary>
internal ref struct RecipeTreeReader(ReadOnlySpan<byte> utf8, RecipeErrors errors)
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = RecipeReader.MaxDepth,
    };

    private readonly ReadOnlySpan<byte> utf8 = utf8;
    private readonly Stack<(RecipeNode Node, HashSet<string> Names)> open = [];
    private Utf8JsonReader reader = new(utf8, Options);
    private RecipeNode? root;
    private string? name;
    private int counted;
    private int line = 1;

    public RecipeNode? Read()
    {
        try
        {
            while (reader.Read())
                Take();
        }
        catch (JsonException exception)
        {
            ReportSyntax(exception);
        }
        catch (InvalidOperationException)
        {
            // Escapes of surrogates are checked only when the text is taken.
            errors.Add(PathNow, LineNow(), "un caractère « \\u… » est incomplet : il manque la moitié d’une paire UTF-16.");
        }

        return root;
    }

    private void Take()
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.PropertyName or JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            _ => null,
        };
        if (reader.TokenType is JsonTokenType.PropertyName)
            name = text;
        else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            open.Pop();
        else
            Append(text);
    }

    private void Append(string? text)
    {
        var kind = KindOf(reader.TokenType);
        var node = open.TryPeek(out var container)
            ? container.Node.Append(container.Node.Kind == JsonValueKind.Object ? name : null, kind, LineNow(), text)
            : RecipeNode.Root(kind, LineNow(), text);
        root ??= node;
        if (node.Key is not null && !container.Names.Add(node.Key))
            errors.Add(node, $"la clé « {node.Key} » est écrite deux fois dans le même objet.");
        if (kind is JsonValueKind.Object or JsonValueKind.Array)
            open.Push((node, []));
    }

    private readonly string PathNow => open.TryPeek(out var container) ? container.Node.Path : "$";

    private int LineNow()
    {
        var start = (int)reader.TokenStartIndex;
        line += utf8[counted..start].Count((byte)'\n');
        counted = start;
        return line;
    }

    private readonly void ReportSyntax(JsonException exception)
    {
        var at = (int)(exception.LineNumber ?? 0) + 1;
        if (open.Count >= RecipeReader.MaxDepth)
            errors.Add(PathNow, at, $"plus de {RecipeReader.MaxDepth} niveaux d’imbrication.");
        else if (!IsCut())
            errors.Add(PathNow, at, $"ce n’est pas du JSON : {Unexpected(at, (int)(exception.BytePositionInLine ?? 0))} n’est pas attendu ici.");
        else if (open.TryPeek(out var container))
            errors.Add(PathNow, at, $"le fichier s’arrête avant la fin : ce qui s’ouvre à la ligne {container.Node.Line} n’est pas refermé.");
        else
            errors.Add("$", at, "ce fichier ne contient aucune valeur JSON.");
    }

    /// <summary>True when everything there is reads well, and more was expected.</summary>
    private readonly bool IsCut()
    {
        try
        {
            var again = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(Options));
            while (again.Read()) { }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private readonly string Unexpected(int at, int column)
    {
        var rest = utf8;
        for (var row = 1; row < at && rest.IndexOf((byte)'\n') is >= 0 and var end; row++)
            rest = rest[(end + 1)..];
        rest = column < rest.Length ? rest[column..] : [];
        if (rest.IsEmpty || rest[0] is (byte)'\n' or (byte)'\r') return "la fin de la ligne";
        Rune.DecodeFromUtf8(rest, out var rune, out _);
        return $"« {rune} » (colonne {column + 1})";
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };
}
