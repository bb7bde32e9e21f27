using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;

namespace Megalis.Testing;

/// <summary>What came back: a page to read and to act on as a person does, or any other answer with its status, headers and body.</summary>
public sealed class Page
{
    private readonly SiteClient client;

    internal Page(
        SiteClient client,
        HttpStatusCode status,
        Uri url,
        IReadOnlyList<Uri> visited,
        IReadOnlyDictionary<string, string> headers,
        byte[] body,
        IHtmlDocument document)
    {
        this.client = client;
        Status = status;
        Url = url;
        Visited = visited;
        Headers = headers;
        Body = body;
        Document = document;
    }

    public HttpStatusCode Status { get; }

    /// <summary>The address after all redirects.</summary>
    public Uri Url { get; }

    /// <summary>Every address on the way, the asked one first and <see cref="Url"/> last.</summary>
    public IReadOnlyList<Uri> Visited { get; }

    /// <summary>Headers of the answer and of its body; several of one name are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body, decompressed.</summary>
    public byte[] Body { get; }

    /// <summary>The parsed page; empty unless the answer is text/html.</summary>
    public IHtmlDocument Document { get; }

    /// <summary>The body as UTF-8, source and all.</summary>
    public string Source => Encoding.UTF8.GetString(Body);

    /// <summary>What a person reads on the page, or has read out: one space between words, no-break spaces as plain ones.</summary>
    public string Text => VisibleText.Of(Document.Body);

    public T Json<T>() => JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web)
        ?? throw new InvalidOperationException($"{Url} answered null.");

    /// <summary>Fails unless the status is the one given; shows what the page says instead.</summary>
    public Page ShouldBe(HttpStatusCode status)
    {
        if (Status != status)
            Assert.Fail($"Expected status {(int)status}.\n{Describe()}");
        return this;
    }

    public Page ShouldShow(params string[] texts)
    {
        foreach (var text in texts)
        {
            if (!Text.Contains(VisibleText.Normalise(text), StringComparison.Ordinal))
                Assert.Fail($"The page does not show « {text} ».\n{Describe()}");
        }

        return this;
    }

    public Page ShouldNotShow(params string[] texts)
    {
        foreach (var text in texts)
        {
            if (Text.Contains(VisibleText.Normalise(text), StringComparison.Ordinal))
                Assert.Fail($"The page shows « {text} » and should not.\n{Describe()}");
        }

        return this;
    }

    /// <summary>The form that a visible button sends.</summary>
    /// <param name="button">The button's text (or aria-label); the whole of it, else a part that only one button has.</param>
    /// <param name="within">Where several have the same button: a text of the row, card, fieldset or section that is meant.</param>
    public PageForm Form(string button, string? within = null) => PageForm.Find(this, button, within);

    /// <summary>Goes where a link of this text leads.</summary>
    /// <param name="link">The link's text (or aria-label); the whole of it, else a part that only one link has.</param>
    /// <param name="within">As for <see cref="Form"/>.</param>
    public Task<Page> FollowAsync(string link, string? within = null)
    {
        var anchor = Finder.One(this, Document.QuerySelectorAll("a[href]"), "link", link, within);
        return SendAsync(new HttpRequestMessage(HttpMethod.Get, Resolve(anchor.GetAttribute("href")!)));
    }

    /// <summary>Everything a failure message should say: status, address, and what the page reads.</summary>
    public string Describe()
    {
        var text = Document.Body is { } body && Text.Length > 0 ? VisibleText.Of(body.QuerySelector("main") ?? body) : Source;
        var log = (int)Status >= 500 ? "\n" + client.Diagnostics?.Invoke() : "";
        return $"{(int)Status} {Status}, {Url}\n{(text.Length > 3000 ? text[..3000] + " ..." : text)}{log}";
    }

    public override string ToString() => Describe();

    internal Uri Resolve(string href)
    {
        var start = Document.QuerySelector("base[href]")?.GetAttribute("href") is { } given ? new Uri(Url, given) : Url;
        return new Uri(start, href);
    }

    /// <summary>Sends as the browser does from this page: it says where the request comes from.</summary>
    internal Task<Page> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Referrer = Url;
        if (request.Method != HttpMethod.Get)
        {
            request.Headers.TryAddWithoutValidation("Origin", Url.GetLeftPart(UriPartial.Authority));
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", request.RequestUri!.Authority == Url.Authority ? "same-origin" : "cross-site");
        }

        return client.SendAsync(request);
    }
}
