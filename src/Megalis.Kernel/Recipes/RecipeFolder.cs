using System.Text;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// The folder in which a recipe lies, and the only place from which it may read other files (<c>file:text</c>,
/// <c>SourcePath</c>, inner recipes). A recipe that was posted has no folder.
/// </summary>
public sealed class RecipeFolder(string? path)
{
    private readonly string? root = path is null ? null : Path.GetFullPath(path);

    /// <summary>No folder: every reading fails with a sentence.</summary>
    public static RecipeFolder None { get; } = new(null);

    /// <summary>The folder of a recipe file.</summary>
    public static RecipeFolder Of(string recipeFile) => new(Path.GetDirectoryName(Path.GetFullPath(recipeFile)));

    /// <summary>The absolute path of an existing file at or below the folder; a French sentence otherwise.</summary>
    public bool TryFind(string relative, out string full, out string? refusal)
    {
        full = "";
        refusal = root is null ? "cette recette n’a pas de dossier : elle ne peut pas lire d’autre fichier." : Misplaced(relative);
        if (refusal is not null) return false;
        full = Path.GetFullPath(Path.Combine(root!, relative.Replace('\\', '/')));
        if (!IsInside(full) || LeadsOut(full))
            refusal = $"« {relative} » sort du dossier de la recette.";
        else if (!File.Exists(full))
            refusal = $"le fichier « {relative} » n’existe pas à côté de la recette.";
        return refusal is null;
    }

    /// <summary>The file's bytes, at most <see cref="RecipeReader.MaxBytes"/>; null with a French sentence otherwise.</summary>
    public byte[]? Read(string relative, out string? refusal)
    {
        if (!TryFind(relative, out var full, out refusal)) return null;
        try
        {
            if (new FileInfo(full).Length <= RecipeReader.MaxBytes) return File.ReadAllBytes(full);
            refusal = $"le fichier « {relative} » dépasse {RecipeReader.MaxBytes / (1024 * 1024)} Mo.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            refusal = $"le fichier « {relative} » ne peut pas être lu.";
        }

        return null;
    }

    /// <summary>The file's text in UTF-8; null with a French sentence otherwise.</summary>
    public string? ReadText(string relative, out string? refusal)
    {
        if (Read(relative, out refusal) is not { } bytes) return null;
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            refusal = $"le fichier « {relative} » n’est pas du texte en UTF-8.";
            return null;
        }

        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        return Encoding.UTF8.GetString(bytes.AsSpan(start));
    }

    /// <summary>
    /// The file of a recipe of the folder by the name that its head bears, or by its file's name; null when there is none.
    /// </summary>
    public string? FindRecipe(string name)
    {
        if (root is null || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || !Directory.Exists(root)) return null;
        var files = Directory.GetFiles(root, "*.recipe.json").Order(StringComparer.Ordinal).ToList();
        return files.Find(file => string.Equals(Path.GetFileName(file), name + ".recipe.json", StringComparison.OrdinalIgnoreCase))
            ?? files.Find(file => string.Equals(Recipe.ReadFile(file, new RecipeErrors(file))?.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static string? Misplaced(string relative) =>
        string.IsNullOrWhiteSpace(relative) ? "le nom du fichier à lire est vide."
        : relative.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(relative) || relative.StartsWith('\\')
            ? $"« {relative} » n’est pas un chemin relatif au dossier de la recette."
            : null;

    private bool IsInside(string full) =>
        full.StartsWith(Path.TrimEndingDirectorySeparator(root!) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A symbolic link, of the file or of a folder below the root, could name any file of the machine.</summary>
    private bool LeadsOut(string full)
    {
        for (FileSystemInfo? step = new FileInfo(full); step is not null && IsInside(step.FullName); step = Directory.GetParent(step.FullName))
            if (step.LinkTarget is not null)
                return true;
        return false;
    }
}
