namespace Megalis.Kernel.Http;

/// <summary>One figure of a home page: a count that is true now, never an estimate.</summary>
/// <param name="Words">What is counted, in French and in the right number: « consultations ouvertes ».</param>
/// <param name="Href">Where what was counted can be read, or none.</param>
/// <param name="Order">Lower comes first.</param>
public sealed record Figure(string Words, long Count, string? Href = null, int Order = 0);

/// <summary>A module's figures for the home page of the tenant of this scope. Contributed: <c>services.Contribute&lt;IFigureSource, T&gt;()</c>.</summary>
/// <remarks>The home page is kept in memory: what changes a figure is noted in the change log, what the clock changes by <see cref="ShownUntil.ChangesAt"/>.</remarks>
public interface IFigureSource
{
    Task<IReadOnlyList<Figure>> FiguresAsync(CancellationToken stop);
}

/// <summary>One public page, for the site's sitemap (sitemaps.org).</summary>
/// <param name="Path">From the site's root, percent-encoded.</param>
/// <param name="ChangedAt">When what it shows last changed, if that is known.</param>
public sealed record SitemapEntry(string Path, DateTimeOffset? ChangedAt = null);

/// <summary>A module's public pages on the tenant of this scope, the most useful first. Contributed like <see cref="IFigureSource"/>.</summary>
public interface ISitemapSource
{
    IAsyncEnumerable<SitemapEntry> PagesAsync(CancellationToken stop);
}
