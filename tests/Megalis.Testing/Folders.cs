namespace Megalis.Testing;

/// <summary>Where things lie while tests run: found from the test assembly, so that no absolute path is ever written down.</summary>
public static class Folders
{
    /// <summary>The folder that holds <c>Megalis.sln</c>.</summary>
    public static string Repository { get; } = Above("Megalis.sln");

    /// <summary>The folder of the running test project, the one that holds its <c>.csproj</c>.</summary>
    public static string TestProject { get; } = Above("*.csproj");

    /// <summary>What <c>npm ci</c> laid for the tests: PostgreSQL and axe-core.</summary>
    public static string NodeModules { get; } = Path.Combine(Repository, "tests", "Megalis.Testing", "node_modules");

    private static string Above(string pattern)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles(pattern).Any())
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {pattern}: run the tests from inside a clone.");
    }
}
