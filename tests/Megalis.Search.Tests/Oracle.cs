using Megalis.Testing;

namespace Megalis.Search.Tests;

/// <summary>Lists of the reference's answers, kept beside the repository and not in it (<c>MEGALIS_SEARCH_ORACLE</c> names another folder).</summary>
internal static class Oracle
{
    /// <returns>The path, or null when the list is not there.</returns>
    public static string? Find(string name)
    {
        var folder = Environment.GetEnvironmentVariable("MEGALIS_SEARCH_ORACLE") ?? Path.Combine(Folders.Repository, "..", "shared", "data", "search");
        var file = Path.Combine(folder, name);
        return File.Exists(file) ? file : null;
    }
}
