using System.Text.RegularExpressions;
using Megalis.Testing;

namespace Megalis.Architecture.Tests;

/// <summary>Whoever follows a link of the documentation arrives.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] NotOurs = ["/bin/", "/obj/", "/node_modules/", "/.git/", "/App_Data/", "/TestResults/"];

    [Fact]
    public void Every_relative_link_of_the_documentation_leads_to_a_file()
    {
        var dead = new List<string>();
        var pages = Directory.EnumerateFiles(Folders.Repository, "*.md", SearchOption.AllDirectories)
            .Where(f => !NotOurs.Any(folder => f.Contains(folder, StringComparison.Ordinal))).ToList();
        var links = 0;
        foreach (var page in pages)
            foreach (Match link in Link().Matches(Fence().Replace(File.ReadAllText(page), "")))
            {
                var target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length == 0 || target[0] == '/' || target.Contains(':', StringComparison.Ordinal))
                    continue;
                links++;
                var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(target)));
                if (!File.Exists(path) && !Directory.Exists(path))
                    dead.Add($"{Path.GetRelativePath(Folders.Repository, page)} → {target}");
            }

        Assert.True(links > 50, $"Only {links} links were found: the test reads the wrong folder.");
        Assert.True(dead.Count == 0, "Links that lead nowhere:\n" + string.Join('\n', dead));
    }

    [GeneratedRegex("""\]\((?<target>[^)\s]+)(?:\s+"[^"]*")?\)""")]
    private static partial Regex Link();

    /// <summary>Samples of code: their brackets are no links.</summary>
    [GeneratedRegex("""^```.*?^```|`[^`\n]*`""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
