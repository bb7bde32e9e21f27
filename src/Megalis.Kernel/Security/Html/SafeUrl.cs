namespace Megalis.Kernel.Security;

/// <summary>Reads a URL of content as a browser would, and keeps only what cannot run, disguise itself or make a reader's browser call a third party.</summary>
internal static class SafeUrl
{
    private const int MaxLength = 2_000;

    /// <summary>A link that may be followed, or null. <paramref name="host"/> is set when it names a host.</summary>
    public static string? Link(string? value, out string? host)
    {
        host = null;
        var url = AsBrowserReads(value);
        if (url is null) return null;
        var scheme = SchemeOf(url);
        if (scheme is null && !url.StartsWith("//", StringComparison.Ordinal)) return url;
        if (scheme is not null && !AllowedHtml.Schemes.Contains(scheme)) return null;
        if (scheme is "mailto" or "tel") return url;
        return WithHost(scheme is null ? "https:" + url : url, out host);
    }

    /// <summary>An image of this very site: a path without scheme and without host, or null.</summary>
    public static string? OwnPath(string? value)
    {
        var url = AsBrowserReads(value);
        return url is null || SchemeOf(url) is not null || url.StartsWith("//", StringComparison.Ordinal) || url.StartsWith('#') ? null : url;
    }

    /// <summary>A name before « @ » only serves to disguise the host that follows.</summary>
    private static string? WithHost(string url, out string? host)
    {
        host = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0 || parsed.UserInfo.Length > 0) return null;
        host = parsed.IdnHost;
        return url;
    }

    /// <summary>
    /// The URL standard drops tabs and line feeds anywhere, control characters and spaces at the ends, and reads « \ » as « / »
    /// in the part before the query: so do we, before looking for a scheme.
    /// </summary>
    private static string? AsBrowserReads(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength) return null;
        var url = string.Concat(value.Where(c => c is not ('\t' or '\n' or '\r'))).Trim([.. Enumerable.Range(0, 33).Select(i => (char)i)]);
        if (url.Length == 0 || url.Any(char.IsControl)) return null;
        var query = url.IndexOfAny(['?', '#']);
        var path = query < 0 ? url : url[..query];
        return path.Replace('\\', '/') + url[path.Length..];
    }

    private static string? SchemeOf(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || url.IndexOfAny(['/', '?', '#']) is >= 0 and var end && end < colon) return null;
        return url[..colon].ToLowerInvariant();
    }
}
