using System.Collections;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>
/// One Chromium for all browser tests, headless, that reaches nothing but this machine: a page that asks a third party for anything
/// gets no answer. Each test opens its own context, which is a person with their own cookies.
/// </summary>
public sealed class Chromium : IAsyncLifetime, IDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
    ];

    // Chromium leaves files in the system's temp folder when it is stopped; here they go away with us.
    private readonly TempFolder temp = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        // Playwright would offer a build of its own; the system's is the one that gets security updates.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var executable = ChromiumLocator.Path;
        playwright = await Playwright.CreateAsync();
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);
        environment["TMPDIR"] = temp.Path;
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Flags, Env = environment });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    public void Dispose() => temp.Dispose();

    /// <summary>A person at a desk (1,280 px) who reads French; see <see cref="Screen.Phone"/> for the one in the van.</summary>
    /// <param name="size">What they look at.</param>
    /// <param name="javaScript">False for what must work without it: reading, searching, depositing.</param>
    public Task<IBrowserContext> OpenAsync(ViewportSize? size = null, bool javaScript = true) => browser!.NewContextAsync(new()
    {
        ViewportSize = size ?? Screen.Desk,
        JavaScriptEnabled = javaScript,
        Locale = "fr-FR",
        TimezoneId = "Europe/Paris",
    });
}
