using Megalis.EndToEnd.Tests.Journeys;
using Megalis.Testing;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>
/// Browser tests share one Chromium, one bare site and the demonstration: <c>[Collection(BrowserCollection.Name)]</c>, and take <see cref="Chromium"/>
/// and <see cref="SiteFixture"/> or <see cref="DemoSite"/> in the constructor.
/// </summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>, ICollectionFixture<SiteFixture>, ICollectionFixture<DemoSite>
{
    public const string Name = "Browser";
}
