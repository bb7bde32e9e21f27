using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>What axe-core says of a page as it stands in the browser.</summary>
public static class Accessibility
{
    private static readonly string AxeScript = Path.Combine(Folders.NodeModules, "axe-core", "axe.min.js");

    private const string Findings = """
        async () => {
          const { violations } = await axe.run(document, { resultTypes: ['violations'] });
          return violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}) at ${n.target.join(' ')}: ${v.help}`));
        }
        """;

    /// <summary>No violation of any of axe's rules; else each with its rule, its place in the page and what it asks.</summary>
    /// <remarks>The script is evaluated, not added as a tag: the pages' CSP forbids inline script, and rightly so.</remarks>
    public static async Task AssertAccessibleAsync(this IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(AxeScript));
        // Where scripts are switched off no timer fires, so that axe would never answer: see Looking.LookWithoutScriptAsync.
        var findings = await page.EvaluateAsync<string[]>(Findings).WaitAsync(TimeSpan.FromSeconds(60));
        if (findings.Length > 0)
            Assert.Fail($"{findings.Length} accessibility findings on {page.Url}:\n  {string.Join("\n  ", findings)}");
    }

    /// <summary>Nothing sticks out: the page scrolls down, never sideways.</summary>
    public static async Task AssertNoSidewaysScrollAsync(this IPage page)
    {
        var (content, window) = (await WidthAsync(page, "scrollWidth"), await WidthAsync(page, "clientWidth"));
        if (content > window)
            Assert.Fail($"{page.Url} is {content} px wide in a window of {window} px: something sticks out sideways.");
    }

    private static Task<int> WidthAsync(IPage page, string property) =>
        page.EvaluateAsync<int>($"() => document.documentElement.{property}");
}
