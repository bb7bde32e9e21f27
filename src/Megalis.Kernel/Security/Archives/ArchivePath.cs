using System.Text;

namespace Megalis.Kernel.Security;

/// <summary>Checks the names in archives, which a stranger chose.</summary>
internal static class ArchivePath
{
    private const int MaxLength = 1_000;
    private const int MaxSegment = 255;

    /// <summary>The path with « / », without « . »; null for a folder. Refuses what climbs, starts at a root or a drive, or hides characters.</summary>
    public static string? Checked(string name, int maxDepth)
    {
        // Old tools on Windows write « \ »; a system that takes it for a letter would be fooled otherwise.
        var path = Normalized(name).Replace('\\', '/');
        if (path.Length is 0 or > MaxLength || path.Any(char.IsControl)) throw Bad(name);
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))) throw Bad(name);
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != ".").ToList();
        if (segments.Any(s => s.TrimEnd(' ', '.') == "" || s.Length > MaxSegment)) throw Bad(name);
        if (segments.Count > maxDepth) throw new ArchiveRefusedException(ArchiveFault.TooDeep, name);
        return path.EndsWith('/') || segments.Count == 0 ? null : string.Join('/', segments);
    }

    private static string Normalized(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            throw Bad(name);
        }
    }

    private static ArchiveRefusedException Bad(string name) => new(ArchiveFault.BadName, name);
}
