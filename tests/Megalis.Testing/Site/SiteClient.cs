using System.Net;
using System.Net.Sockets;
using AngleSharp.Html.Parser;

namespace Megalis.Testing;

/// <summary>
/// A person at a browser without a screen: keeps cookies, follows redirects from host to host, reads pages as
/// <see cref="Page"/> and fills their forms by visible label. Every host name leads to the server under test.
/// </summary>
public sealed class SiteClient : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpClient http;
    private readonly Uri server;

    /// <param name="server">Where the server listens, <c>http://127.0.0.1:port</c>.</param>
    /// <param name="host">The host that relative addresses mean: <c>localhost</c> is the portal, <c>kerlann.localhost</c> a tenant.</param>
    public SiteClient(Uri server, string host = "localhost")
        : this(server, host, new CookieJar())
    {
    }

    private SiteClient(Uri server, string host, CookieJar cookies)
    {
        this.server = server;
        Cookies = cookies;
        Home = new UriBuilder(Uri.UriSchemeHttp, host, server.Port).Uri;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = ConnectAsync,
        };
        http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(5) };
    }

    public CookieJar Cookies { get; }

    /// <summary>The root address of the host, with the server's port.</summary>
    public Uri Home { get; }

    /// <summary>False shows the redirect itself: its status and <c>Location</c>.</summary>
    public bool FollowRedirects { get; set; } = true;

    /// <summary>The network address that the proxy tells (<c>Megalis:TrustedProxies</c> of 127.0.0.1); null: this machine's.</summary>
    public string? ComesFrom { get; set; }

    /// <summary>What the server's log says, shown with a page that is not what was expected.</summary>
    public Func<string>? Diagnostics { get; set; }

    /// <summary>Runs before each page that searches is asked for; see <see cref="Indexed"/>.</summary>
    internal Func<Task>? BeforeSearching { get; set; }

    /// <summary>The same person in another tab, on another host: same cookies, other relative addresses.</summary>
    public SiteClient OnHost(string host) =>
        new(server, host, Cookies) { FollowRedirects = FollowRedirects, ComesFrom = ComesFrom, Diagnostics = Diagnostics, BeforeSearching = BeforeSearching };

    /// <param name="url">Relative to <see cref="Home"/>, or absolute: any host leads to the server under test.</param>
    public Task<Page> GetAsync(string url) => GetAsync(new Uri(Home, url));

    public Task<Page> GetAsync(Uri url) => SendAsync(new HttpRequestMessage(HttpMethod.Get, url));

    /// <summary>Posts a body as a script would: no form, no antiforgery token unless the caller adds one.</summary>
    public Task<Page> PostAsync(string url, HttpContent content) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Home, url)) { Content = content });

    /// <summary>Sends a request as it is, with the cookies of its host, and follows redirects.</summary>
    public async Task<Page> SendAsync(HttpRequestMessage request)
    {
        var visited = new List<Uri>();
        while (true)
        {
            var url = request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new Uri(Home, request.RequestUri);
            visited.Add(url);
            if (BeforeSearching is { } before && Indexed.Searches(request.Method, url))
                await before();
            using var response = await SendOnceAsync(request, url);
            var target = response.Headers.Location is { } location ? new Uri(url, location) : null;
            var redirected = target is not null && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
            if (!redirected || !FollowRedirects)
                return await ReadAsync(response, url, visited);
            if (visited.Count > MostRedirects)
                Assert.Fail($"More than {MostRedirects} redirects: {string.Join(" -> ", visited)}");
            if (response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && request.Content is not null)
                Assert.Fail($"{url} redirects a post as it is (status {(int)response.StatusCode}) to {target}: a body is sent once only.");
            request = new HttpRequestMessage(request.Method == HttpMethod.Head ? HttpMethod.Head : HttpMethod.Get, target);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Uri url)
    {
        // TLS ends before the server, as in production: an https address travels as http and says so.
        request.RequestUri = new UriBuilder(url) { Scheme = Uri.UriSchemeHttp, Port = url.Port }.Uri;
        request.Headers.Host = url.IsDefaultPort ? url.Host : url.Authority;
        if (url.Scheme == Uri.UriSchemeHttps)
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", Uri.UriSchemeHttps);
        if (ComesFrom is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", ComesFrom);
        if (!request.Headers.Contains("Accept"))
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        if (!request.Headers.Contains("Accept-Language"))
            request.Headers.TryAddWithoutValidation("Accept-Language", "fr-FR,fr;q=0.9");
        Cookies.Send(request, url);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Cookies.Receive(response.Headers, url);
        return response;
    }

    private async Task<Page> ReadAsync(HttpResponseMessage response, Uri url, List<Uri> visited)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var isHtml = response.Content.Headers.ContentType?.MediaType == "text/html";
        var document = new HtmlParser().ParseDocument(isHtml ? System.Text.Encoding.UTF8.GetString(body) : "");
        return new Page(this, response.StatusCode, url, visited, headers, body, document);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(server.Host, server.Port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
