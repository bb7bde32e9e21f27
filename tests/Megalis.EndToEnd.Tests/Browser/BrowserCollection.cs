using Megalis.Testing;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>
/// Browser tests share one Chromium and one site: <c>[Collection(BrowserCollection.Name)]</c>, and take <see cref="Chromium"/>
/// and <see cref="SiteFixture"/> in the constructor.
/// </summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>, ICollectionFixture<SiteFixture>
{
    public const string Name = "Browser";
}
