using System.Diagnostics;

namespace Megalis.Testing;

/// <summary>
/// Finds a Chromium: <c>CHROMIUM_PATH</c>, else the system's, else (as root, on Debian) the one that apt installs.
/// Nothing is ever downloaded from anywhere else.
/// </summary>
public static class ChromiumLocator
{
    public const string PathVariable = "CHROMIUM_PATH";

    private const string SystemPath = "/usr/bin/chromium";

    private static readonly Lazy<string> Found = new(() => Locate(
        Environment.GetEnvironmentVariable(PathVariable), SystemPath, Environment.UserName == "root", Run));

    /// <summary>Absolute path of the browser.</summary>
    /// <exception cref="InvalidOperationException">There is none; one line says what to install.</exception>
    public static string Path => Found.Value;

    /// <param name="chosen">Value of <see cref="PathVariable"/>; a wrong one is an error, not a reason to look elsewhere.</param>
    /// <param name="system">Where the system's package puts it.</param>
    /// <param name="root">Whether packages may be installed.</param>
    /// <param name="run">Runs a command and returns its exit code.</param>
    internal static string Locate(string? chosen, string system, bool root, Func<string, string[], int> run)
    {
        if (!string.IsNullOrEmpty(chosen))
        {
            return File.Exists(chosen)
                ? chosen
                : throw new InvalidOperationException($"{PathVariable} names {chosen}, which does not exist.");
        }

        if (File.Exists(system))
            return system;
        if (root && run("apt-get", ["update"]) == 0)
            run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
        return File.Exists(system)
            ? system
            : throw new InvalidOperationException($"No browser: install chromium (on Debian: apt-get install chromium) or set {PathVariable} to a Chromium.");
    }

    private static int Run(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        try
        {
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 127;
        }
    }
}
