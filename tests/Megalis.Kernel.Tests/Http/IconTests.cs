using System.Text.RegularExpressions;

namespace Megalis.Kernel.Tests.Http;

/// <summary>A name that is not in the sprite draws nothing and says nothing; so it is caught here.</summary>
public sealed partial class IconTests
{
    [Fact]
    public void Every_icon_that_a_page_names_is_in_the_sprite()
    {
        var known = File.ReadAllLines(Path.Combine(Repository.Root, "src/Themes/Megalis.Theme.Portal/icons.txt")).ToHashSet();
        var source = Path.Combine(Repository.Root, "src");
        var missing = from file in Directory.EnumerateFiles(source, "*.cshtml", SearchOption.AllDirectories)
                      where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal)
                      from Match match in Named().Matches(File.ReadAllText(file))
                      let name = match.Groups[1].Value
                      where !known.Contains(name)
                      select $"{name} ({Path.GetRelativePath(source, file)})";

        Assert.Empty(missing);
    }

    [GeneratedRegex("<m-(?:icon name|[a-z]+ [^>]*\\bicon)=\"([a-z0-9-]+)\"")]
    private static partial Regex Named();
}
