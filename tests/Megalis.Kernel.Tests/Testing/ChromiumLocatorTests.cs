using Megalis.Testing;

namespace Megalis.Kernel.Tests.Testing;

public sealed class ChromiumLocatorTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<string> commands = [];

    [Fact]
    public void The_variable_comes_first_and_a_wrong_one_is_said()
    {
        var chosen = folder.Write("mine/chromium", "");
        var system = folder.Write("system/chromium", "");

        Assert.Equal(chosen, ChromiumLocator.Locate(chosen, system, root: true, Note));
        Assert.Equal(system, ChromiumLocator.Locate(null, system, root: true, Note));
        var error = Assert.Throws<InvalidOperationException>(() => ChromiumLocator.Locate(folder["absent"], system, root: true, Note));
        Assert.Contains("CHROMIUM_PATH", error.Message, StringComparison.Ordinal);
        Assert.Empty(commands);
    }

    [Fact]
    public void Root_installs_it_with_apt()
    {
        var system = folder["system/chromium"];

        var found = ChromiumLocator.Locate(null, system, root: true, (command, arguments) =>
        {
            Note(command, arguments);
            if (arguments[0] == "install")
                folder.Write("system/chromium", "");
            return 0;
        });

        Assert.Equal(system, found);
        Assert.Equal(["apt-get update", "apt-get install -y --no-install-recommends chromium"], commands);
    }

    [Fact]
    public void Anyone_else_reads_one_line_that_says_what_to_install()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ChromiumLocator.Locate(null, folder["absent"], root: false, Note));

        Assert.Contains("apt-get install chromium", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(commands);
    }

    public void Dispose() => folder.Dispose();

    private int Note(string command, string[] arguments)
    {
        commands.Add($"{command} {string.Join(' ', arguments)}");
        return 0;
    }
}
