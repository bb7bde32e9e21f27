namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>Browser tests share one Chromium: <c>[Collection(BrowserCollection.Name)]</c>, and take <see cref="Chromium"/> in the constructor.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
