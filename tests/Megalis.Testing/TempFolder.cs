namespace Megalis.Testing;

/// <summary>A folder of one test, removed with all it holds when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("megalis-test-").FullName;

    /// <summary>Absolute path of a name inside the folder; nothing is created.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a text file (and the folders above it) and returns its absolute path.</summary>
    public string Write(string relativePath, string text)
    {
        var file = this[relativePath];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
        catch (IOException)
        {
            // A server that is still stopping may create a file meanwhile; the system's temp folder is emptied without us.
        }
    }
}
