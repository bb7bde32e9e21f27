using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Megalis.Kernel.Http;

/// <summary>An answer that is kept.</summary>
/// <param name="Version">The state in which it was made.</param>
/// <param name="Until">From then on the clock has made it untrue.</param>
internal sealed record KeptPage(PublicVersion Version, DateTimeOffset Made, DateTimeOffset Until, string Mark, IReadOnlyList<KeyValuePair<string, StringValues>> Headers, byte[] Body)
{
    public int Bytes => Body.Length + Headers.Sum(h => 2 * (h.Key.Length + h.Value.ToString().Length)) + 512;
}

/// <summary>Kept pages, the last answer of each address, within the bytes of the configuration: when it is full the longest unread go.</summary>
internal sealed class PageStore(IOptions<PublicCacheOptions> options, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache? _pages = options.Value.Megabytes == 0 ? null
        : new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.Megabytes * 1024L * 1024, CompactionPercentage = 0.25, TrackStatistics = true });

    public bool IsOn => _pages is not null;

    /// <summary>How long a page is kept whatever it says.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(options.Value.Seconds);

    /// <summary>More than this of one page is not kept: a site's map of 50,000 addresses would push everything else out.</summary>
    public int LargestBody => options.Value.Megabytes * 1024 * 128;

    /// <summary>The page of an address if it still says what is; else null.</summary>
    public KeptPage? Find(string key, PublicVersion version) =>
        _pages!.TryGetValue(key, out KeptPage? page) && page!.Version == version && clock.GetUtcNow() < page.Until ? page : null;

    public void Keep(string key, KeptPage page) =>
        _pages!.Set(key, page, new MemoryCacheEntryOptions { Size = page.Bytes + 2 * key.Length, AbsoluteExpirationRelativeToNow = Longest });

    /// <summary>What the kept pages take, an estimate.</summary>
    public long Bytes => _pages?.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    public void Dispose() => _pages?.Dispose();
}
