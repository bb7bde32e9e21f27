using System.Diagnostics;
using System.Text.RegularExpressions;
using Megalis.Testing;

namespace Megalis.Web.Tests;

/// <summary>The files of docs/tutorial/first-module.md, written out and built as its reader does: beside no solution, against the built program.</summary>
public sealed partial class TutorialModules : IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>The tutorial as people read it.</summary>
    public string Document { get; } = File.ReadAllText(Path.Combine(Folders.Repository, "docs", "tutorial", "first-module.md")).ReplaceLineEndings("\n");

    /// <summary>The program's folder: what <c>$MEGALIS</c> names in the tutorial.</summary>
    public static string Program => AppContext.BaseDirectory;

    /// <summary>A folder for <c>Modules:Path</c> that holds this module alone.</summary>
    public string FolderOf(string module) => folder["modules-" + module];

    public string NewFolder(string name) => folder[name];

    public async Task InitializeAsync()
    {
        foreach (Match file in NamedBlock().Matches(Document))
            folder.Write(file.Groups["path"].Value, file.Groups["text"].Value);
        foreach (var module in Directory.EnumerateDirectories(folder.Path).Select(Path.GetFileName).OfType<string>().ToList())
            await BuildAsync(module);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    /// <summary>Runs dotnet to its end with the reader's environment; returns the exit code and all it wrote.</summary>
    public static async Task<(int Code, string Output)> DotnetAsync(string workingFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test run itself was given must not reach a build that stands for itself.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var output = process.StandardOutput.ReadToEndAsync(stop.Token);
        var errors = process.StandardError.ReadToEndAsync(stop.Token);
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private async Task BuildAsync(string module)
    {
        // No build server stays behind, and none of another build is asked.
        var (code, output) = await DotnetAsync(
            folder.Path, new Dictionary<string, string> { ["MEGALIS"] = Program },
            "build", "-c", "Release", module, "-o", FolderOf(module), "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        Assert.True(code == 0, output);
    }

    [GeneratedRegex(@"^\*\*`(?<path>[^`]+)`\*\*\n\n```[a-z]+\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NamedBlock();
}
