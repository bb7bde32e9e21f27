using Megalis.Testing;

namespace Megalis.Architecture.Tests.Source;

/// <summary>The text files of the repository as they lie on the disk, built and fetched ones left out. Read once.</summary>
public static class SourceTree
{
    private static readonly HashSet<string> Built = new(
        [".git", "bin", "obj", "node_modules", "App_Data", "TestResults", ".vs", ".idea", "out"], StringComparer.Ordinal);

    private static readonly HashSet<string> Texts = new(
        [".cs", ".cshtml", ".csproj", ".props", ".targets", ".json", ".md", ".po", ".js", ".mjs", ".css", ".scss", ".sql", ".yml", ".sh", ".sln", ".config", ".npmrc", ""],
        StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<SourceFile>> All = new(() => [.. Read(new DirectoryInfo(Folders.Repository))]);

    public static IReadOnlyList<SourceFile> Files => All.Value;

    /// <summary>C# and Razor of the product.</summary>
    public static IEnumerable<SourceFile> Product => Files.Where(file => file.LiesIn("src/"));

    /// <summary>Names of the module projects, <c>Megalis.News</c> and so on.</summary>
    public static IReadOnlyList<string> Modules { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Folders.Repository, "src", "Modules")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static SourceFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);

    private static IEnumerable<SourceFile> Read(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => file.LinkTarget is null && Texts.Contains(file.Extension)))
        {
            var path = Path.GetRelativePath(Folders.Repository, file.FullName).Replace('\\', '/');
            if (!path.Contains("/wwwroot/lib/", StringComparison.Ordinal))
                yield return new SourceFile(path, File.ReadAllText(file.FullName).ReplaceLineEndings("\n"));
        }

        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null && !Built.Contains(inner.Name)))
        {
            foreach (var file in Read(inner))
                yield return file;
        }
    }
}
