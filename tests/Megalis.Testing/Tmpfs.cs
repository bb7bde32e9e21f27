using System.Diagnostics;

namespace Megalis.Testing;

/// <summary>A very small disk in memory. Only root may mount one.</summary>
public sealed class Tmpfs : IDisposable
{
    private readonly TempFolder _folder = new();

    public Tmpfs(string size)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path)) throw new InvalidOperationException("mount failed");
    }

    public string Path => _folder.Path;

    public static string? WhyNot { get; } = Probe();

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return "Needs root on Linux to mount a small disk.";
        try
        {
            using var disk = new Tmpfs("64k");
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "This machine does not let root mount a tmpfs.";
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a small disk; skipped, with the reason printed, where none can be had.</summary>
public sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute() => Skip = Tmpfs.WhyNot;
}
