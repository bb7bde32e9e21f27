using System.Net;

namespace Megalis.Kernel.Security;

/// <summary>Checks each request and each redirection against the gate, and bounds what comes back.</summary>
internal sealed class OutgoingHandler(OutgoingGate gate, OutgoingLine line, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(request, cancellationToken);
            if (redirects == line.MaxRedirects || Next(request, response) is not { } next) return Bounded(response);
            response.Dispose();
            request = next;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { Scheme: "http" or "https", UserInfo: "" } uri) throw new OutgoingRefusedException("Only http and https addresses without a name and password are called.");
        gate.RequireNamed(uri.IdnHost, uri.Port);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error) when (error.InnerException is OutgoingRefusedException refused)
        {
            throw new OutgoingRefusedException(refused.Message);
        }
    }

    /// <summary>The request that a redirection asks for, or null when there is none or it is the caller's to follow (a body is not sent twice).</summary>
    private static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head) return null;
        var from = request.RequestUri!;
        var to = new Uri(from, location);
        if (from.Scheme == "https" && to.Scheme != "https") throw new OutgoingRefusedException($"{from.Host} redirects from https to {to.Scheme}.");
        var next = new HttpRequestMessage(request.Method, to) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        var sameHost = (from.Scheme, from.IdnHost, from.Port) == (to.Scheme, to.IdnHost, to.Port);
        foreach (var header in request.Headers.NonValidated.Where(h => sameHost || h.Key.StartsWith("Accept", StringComparison.OrdinalIgnoreCase)))
            next.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return next;
    }

    private HttpResponseMessage Bounded(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentLength > line.MaxResponseBytes)
        {
            response.Dispose();
            throw TooLong();
        }
        response.Content = new BoundedContent(response.Content, line.MaxResponseBytes);
        return response;
    }

    private static OutgoingRefusedException TooLong() => new("The answer is longer than this line allows.");

    /// <summary>The same content, cut by an exception where the limit is passed: a head without a length promises nothing.</summary>
    private sealed class BoundedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly long _limit;

        public BoundedContent(HttpContent inner, long limit)
        {
            (_inner, _limit) = (inner, limit);
            foreach (var header in inner.Headers.NonValidated)
                Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() => Limited(await _inner.ReadAsStreamAsync());

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => Limited(await _inner.ReadAsStreamAsync(cancellationToken));

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            await Limited(await _inner.ReadAsStreamAsync(cancellationToken)).CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? 0;
            return _inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _inner.Dispose();
            base.Dispose(disposing);
        }

        private CountingStream Limited(Stream stream)
        {
            var read = 0L;
            return new CountingStream(stream, count =>
            {
                if ((read += count) > _limit) throw TooLong();
            });
        }
    }
}
