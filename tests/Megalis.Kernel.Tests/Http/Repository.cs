namespace Megalis.Kernel.Tests.Http;

internal static class Repository
{
    /// <summary>The folder that holds Megalis.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Megalis.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
