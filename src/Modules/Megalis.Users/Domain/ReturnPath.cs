namespace Megalis.Users.Domain;

/// <summary>Where a person goes on after signing in: only a path of this same host, or else anybody could send them away.</summary>
internal static class ReturnPath
{
    public const int MaxLength = 2000;

    /// <summary>The path when it is local, else <paramref name="otherwise"/>.</summary>
    public static string Or(string? path, string otherwise = "/") => IsLocal(path) ? path! : otherwise;

    /// <summary>
    /// One slash, then anything but a second slash or a backslash (browsers read both as the start of a host name), and no
    /// control character (they drop tabs and line feeds before reading).
    /// </summary>
    public static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= MaxLength } && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Any(char.IsControl);

    /// <summary>The tenant to whose host the path leads (« /passage/kerlann?retour=/bureau »), or null.</summary>
    public static string? TenantOf(string? path)
    {
        const string Passage = "/passage/";
        if (!IsLocal(path) || !path!.StartsWith(Passage, StringComparison.Ordinal))
            return null;
        var rest = path[Passage.Length..];
        var end = rest.IndexOfAny(['?', '#', '/']);
        return end < 0 ? rest : rest[..end];
    }
}
