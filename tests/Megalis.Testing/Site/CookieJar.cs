using System.Globalization;
using System.Net.Http.Headers;

namespace Megalis.Testing;

/// <summary>
/// Keeps cookies as Chromium does on <c>http://*.localhost</c>: Secure ones are taken and sent there, <c>__Host-</c> names are held to
/// their rules, a host's cookies stay with that host. (.NET's own container never sends a Secure cookie over http.)
/// </summary>
public sealed class CookieJar
{
    private readonly Lock gate = new();
    private readonly List<Cookie> cookies = [];

    /// <summary>Names of what would be sent to an address, for tests of isolation.</summary>
    public IReadOnlyList<string> NamesFor(Uri url) => [.. For(url).Select(cookie => cookie.Name)];

    /// <summary>The value of one cookie, or null; for tests that replay it elsewhere.</summary>
    public string? Value(Uri url, string name) => For(url).FirstOrDefault(cookie => cookie.Name == name)?.Value;

    /// <summary>Puts a cookie as if the host had sent it: a stolen or a forged one.</summary>
    public void Set(Uri url, string name, string value) => Keep(url, $"{name}={value}; Path=/");

    /// <summary>What closing the browser does to all, or losing one's session.</summary>
    public void Clear()
    {
        lock (gate)
            cookies.Clear();
    }

    internal void Send(HttpRequestMessage request, Uri url)
    {
        var header = string.Join("; ", For(url).Select(cookie => $"{cookie.Name}={cookie.Value}"));
        if (header.Length > 0)
            request.Headers.TryAddWithoutValidation("Cookie", header);
    }

    internal void Receive(HttpResponseHeaders headers, Uri url)
    {
        if (!headers.TryGetValues("Set-Cookie", out var lines))
            return;
        foreach (var line in lines)
            Keep(url, line);
    }

    private List<Cookie> For(Uri url)
    {
        lock (gate)
            return [.. cookies.Where(cookie => cookie.GoesTo(url)).OrderByDescending(cookie => cookie.Path.Length)];
    }

    private void Keep(Uri url, string line)
    {
        var cookie = Cookie.Parse(url, line);
        lock (gate)
        {
            cookies.RemoveAll(other => other.Name == cookie.Name && other.Domain == cookie.Domain && other.Path == cookie.Path);
            if (!cookie.Expired)
                cookies.Add(cookie);
        }
    }

    private sealed record Cookie(string Name, string Value, string Domain, bool HostOnly, string Path, bool Expired)
    {
        public static Cookie Parse(Uri url, string line)
        {
            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            var (name, value) = Pair(parts[0]);
            var attributes = parts.Skip(1).Select(Pair).ToLookup(pair => pair.Name.ToLowerInvariant(), pair => pair.Value);
            var domain = attributes["domain"].LastOrDefault()?.TrimStart('.').ToLowerInvariant();
            var path = attributes["path"].LastOrDefault() is { Length: > 0 } given && given[0] == '/' ? given : "/";
            if (name.StartsWith("__Host-", StringComparison.Ordinal) && (domain is not null || path != "/"))
                Assert.Fail($"A browser refuses this cookie of {url}: a __Host- name allows no Domain and only Path=/. {line}");
            if (domain is not null && !url.Host.Equals(domain, StringComparison.OrdinalIgnoreCase) && !url.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase))
                Assert.Fail($"A browser refuses this cookie of {url}: it names another domain. {line}");

            var expired = attributes["max-age"].LastOrDefault() is { } age
                ? long.Parse(age, CultureInfo.InvariantCulture) <= 0
                : attributes["expires"].LastOrDefault() is { } date && DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) <= DateTimeOffset.UnixEpoch.AddDays(1);
            return new Cookie(name, value, domain ?? url.Host, domain is null, path, expired);
        }

        public bool GoesTo(Uri url) =>
            (url.Host.Equals(Domain, StringComparison.OrdinalIgnoreCase) || (!HostOnly && url.Host.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase)))
            && (url.AbsolutePath == Path || url.AbsolutePath.StartsWith(Path.TrimEnd('/') + "/", StringComparison.Ordinal));

        private static (string Name, string Value) Pair(string text)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (text, "") : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        }
    }
}
