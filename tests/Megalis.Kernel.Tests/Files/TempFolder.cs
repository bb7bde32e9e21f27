namespace Megalis.Kernel.Tests.Files;

/// <summary>A folder of its own for one test, removed after it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("megalis-").FullName;

    public string[] Everything() => Directory.GetFiles(Path, "*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
