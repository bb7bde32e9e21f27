namespace Megalis.Procurement.Tests;

/// <summary>
/// The outside oracles in ../shared/data beside the clone. They are no part of the product: a test that reads one
/// checks nothing where it is absent, and has a sibling that runs on samples of our own.
/// </summary>
internal static class Shared
{
    public static string? File(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Megalis.sln")))
                return Existing(Path.Combine(folder.FullName, "..", "shared", "data", path));
        }
        return null;
    }

    private static string? Existing(string path) => System.IO.File.Exists(path) ? path : null;
}
