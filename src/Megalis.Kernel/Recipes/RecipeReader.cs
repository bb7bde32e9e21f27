using System.Text;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// Reads the JSON of recipes as Orchard writes it: UTF-8, with <c>//</c> and <c>/* */</c> comments and trailing commas.
/// What cannot be read becomes one finding with its line; nothing is thrown for bad input.
/// </summary>
public static class RecipeReader
{
    /// <summary>The largest recipe, in bytes; media of a recipe can lie beside it (<c>SourcePath</c>).</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The deepest nesting of objects and arrays.</summary>
    public const int MaxDepth = 128;

    /// <summary>The tree of the file, or null with at least one finding.</summary>
    public static RecipeNode? Read(ReadOnlySpan<byte> utf8, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        if (NotJson(utf8) is { } finding)
        {
            errors.Add("$", finding.Line, finding.Message);
            return null;
        }

        var before = errors.Count;
        var tree = new RecipeTreeReader(utf8, errors).Read();
        return errors.Count == before ? tree : null;
    }

    /// <summary>The tree of a file on disk, or null with at least one finding.</summary>
    public static RecipeNode? ReadFile(string path, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            if (new FileInfo(path).Length <= MaxBytes)
                return Read(File.ReadAllBytes(path), errors);
            errors.Add("$", 1, TooLarge);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add("$", 1, "ce fichier n’existe pas.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add("$", 1, "ce fichier ne peut pas être lu : vérifiez les droits d’accès.");
        }

        return null;
    }

    private static string TooLarge =>
        $"ce fichier dépasse {MaxBytes / (1024 * 1024)} Mo : placez les médias à côté de la recette (clé SourcePath).";

    private static (int Line, string Message)? NotJson(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.TrimStart(" \t\r\n"u8);
        if (utf8.Length > MaxBytes) return (1, TooLarge);
        if (text.IsEmpty) return (1, "ce fichier est vide.");
        var line = 1 + utf8[..^text.Length].Count((byte)'\n');
        if (text[0] == '<') return (line, "ce fichier contient du HTML ou du XML, pas une recette en JSON.");
        if (utf8.IndexOf((byte)0) >= 0) return (1, "ce fichier n’est pas du texte en UTF-8.");
        return InvalidUtf8(utf8) is { } at ? (at, "un caractère n’est pas en UTF-8 : enregistrez le fichier en UTF-8.") : null;
    }

    private static int? InvalidUtf8(ReadOnlySpan<byte> utf8)
    {
        var line = 1;
        while (!utf8.IsEmpty)
        {
            var end = utf8.IndexOf((byte)'\n');
            var row = end < 0 ? utf8 : utf8[..end];
            if (!System.Text.Unicode.Utf8.IsValid(row)) return line;
            if (end < 0) return null;
            utf8 = utf8[(end + 1)..];
            line++;
        }

        return null;
    }
}
