using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Megalis.Kernel.Files;

/// <summary>
/// The two POSIX calls .NET does not offer: fsync of a folder, without which a rename may be lost with the power,
/// and link, which puts a finished file in place only if no other process was faster.
/// </summary>
internal static class DurableFolder
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC on Linux x64
    private const int AlreadyExists = 17;

    /// <summary>Creates <paramref name="folder"/> and what is missing above it, and makes every new name durable in its parent.</summary>
    public static void Create(string folder, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        var missing = new Stack<string>();
        for (var at = Path.GetFullPath(folder); !Directory.Exists(at); at = Path.GetDirectoryName(at)!)
            missing.Push(at);
        while (missing.TryPop(out var next))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(next);
            else Directory.CreateDirectory(next, mode);
            Sync(Path.GetDirectoryName(next)!);
        }
    }

    /// <summary>fsync of the folder. Windows keeps its names in a journal of its own and needs nothing.</summary>
    public static void Sync(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = open(PathBytes(folder), ReadOnlyDirectory);
        if (handle < 0) throw Failure("open", folder);
        try
        {
            if (fsync(handle) != 0) throw Failure("fsync", folder);
        }
        finally
        {
            _ = close(handle);
        }
    }

    /// <summary>Gives a finished file its final name unless that name is taken; atomic between the nodes that share the volume. Returns false when it was taken.</summary>
    public static bool PutIfAbsent(string finished, string final)
    {
        if (OperatingSystem.IsLinux())
        {
            if (link(PathBytes(finished), PathBytes(final)) == 0)
            {
                Sync(Path.GetDirectoryName(final)!);
                return true;
            }
            return Marshal.GetLastPInvokeError() == AlreadyExists ? false : throw Failure("link", final);
        }
        try
        {
            File.Move(finished, final, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(final))
        {
            return false;
        }
    }

    private static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} {path}: {new Win32Exception(error).Message}", error);
    }

    private static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

#pragma warning disable IDE1006, SYSLIB1054 // The C library's own names; the generator would need unsafe code for five lines.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int handle);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int link(byte[] existing, byte[] name);
#pragma warning restore IDE1006, SYSLIB1054
}
