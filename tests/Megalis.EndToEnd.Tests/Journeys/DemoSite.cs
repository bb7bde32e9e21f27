using System.Diagnostics;
using Megalis.Testing;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>The demonstration as a first start in Development makes it, on the real clock; one for all journeys.</summary>
public sealed class DemoSite() : SiteFixture(new SiteOptions
{
    Recipe = Path.Combine(Folders.Repository, "recipes", "demo.recipe.json"),
    Environment = "Development",
    Clock = null,
    Settings = new Dictionary<string, string> { ["Megalis:AutoSetup:Password"] = Password },
}), IAsyncLifetime
{
    public const string Password = "quatre mots pour visiter";
    public const string Portal = "localhost";
    public const string Kerlann = "kerlann.localhost";
    public const string Lannevez = "lannevez.localhost";

    /// <summary>From an empty folder until the last site is set up and the last circuit waits.</summary>
    public TimeSpan FirstStart { get; private set; }

    /// <summary>The sites of the two collectivités are set up by the queue.</summary>
    async Task IAsyncLifetime.InitializeAsync()
    {
        var watch = Stopwatch.StartNew();
        await InitializeAsync();
        await WhenQuietAsync(seconds: 60);
        FirstStart = watch.Elapsed;
    }

    public string At(string host, string path = "/") => new Uri(Visit(host).Home, path).AbsoluteUri;
}
