using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Testing;

/// <summary>What a test wants of its site; the defaults give the portal alone, on SQLite, on Monday 1 March 2027.</summary>
public sealed record SiteOptions
{
    /// <summary><see cref="BothDatabases.Sqlite"/> or <see cref="BothDatabases.Postgres"/>.</summary>
    public string Database { get; init; } = BothDatabases.Sqlite;

    /// <summary>The date of the site. Null: the real clock.</summary>
    public FakeClock? Clock { get; init; } = FakeClock.WithRealTimers();

    /// <summary>A recipe for the first start (<c>Megalis:AutoSetup:Recipe</c>); empty makes a portal with every feature and no content.</summary>
    public string Recipe { get; init; } = "";

    public string Environment { get; init; } = "Testing";

    /// <summary>Further keys of the configuration, as <c>Megalis:Mail:From</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True: a page that searches is asked for at once, whatever the indexes have not seen yet. For tests of that delay, and of indexes
    /// that do not follow. Everywhere else a client waits first (<see cref="Indexed"/>), as a person who may press F5 would.
    /// </summary>
    public bool ImpatientSearch { get; init; }

    /// <summary>Last word on the services: a simulator for an outside line, never for a rule of the product.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
