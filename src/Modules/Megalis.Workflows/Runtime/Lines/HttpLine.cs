using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Lines;

/// <summary>SendHttpRequest, through the gate of outgoing requests, with the key in the header that servers know repeats by.</summary>
internal sealed class HttpLine : IEffectLine, IDisposable
{
    public const string KeyHeader = "Idempotency-Key";
    private const int MaxContent = 1 << 20;

    private readonly HttpClient _client;

    public HttpLine(OutgoingGate gate)
    {
        _client = gate.Client();
        // Of our own, below the gate's: here it is known that the call arrived.
        _client.MaxResponseContentBufferSize = MaxContent;
    }

    public string Name => "http";

    public async Task<JsonNode?> CallAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        using var request = RequestOf(arguments, key);
        try
        {
            using var response = await _client.SendAsync(request, stop);
            return await ReadAsync(response, arguments, stop);
        }
        catch (OutgoingRefusedException error)
        {
            throw new NoRetryException(error.Message, error);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new NoRetryException("L'appel est arrivé, mais la réponse dépasse 1 Mio : elle n'est pas gardée. Ne le relancez que s'il peut être fait deux fois.", error);
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound })
        {
            throw new NotSentException(error.Message, error);
        }
    }

    /// <summary>Reading may be repeated without harm; of anything else nobody here can tell whether it arrived.</summary>
    public Task<(Reconciled Answer, JsonNode? Result)> ReconcileAsync(JsonObject arguments, string key, CancellationToken stop) =>
        Task.FromResult<(Reconciled, JsonNode?)>((MethodOf(arguments).Method is "GET" or "HEAD" or "PUT" or "DELETE" ? Reconciled.NotDone : Reconciled.Unknown, null));

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage RequestOf(JsonObject arguments, string key)
    {
        if (!Uri.TryCreate(Text(arguments, "url"), UriKind.Absolute, out var url))
            throw new NoRetryException("L'adresse à appeler n'est pas une URL.");
        var request = new HttpRequestMessage(MethodOf(arguments), url);
        request.Headers.TryAddWithoutValidation(KeyHeader, key);
        if (arguments["requestHeaders"] is JsonObject headers)
            foreach (var (name, value) in headers)
                Add(request, name, FlowInputs.AsText(value));
        if (arguments["content"] is { } content)
            request.Content = new StringContent(FlowInputs.AsText(content), Encoding.UTF8) { Headers = { ContentType = TypeOf(arguments) } };
        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
            throw new NoRetryException($"L'en-tête « {name} » ne peut pas porter sa valeur : une ligne, des lettres sans accent, des chiffres et des signes simples.");
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static System.Net.Http.Headers.MediaTypeHeaderValue TypeOf(JsonObject arguments)
    {
        var text = Text(arguments, "contentType") is { Length: > 0 } given ? given : "application/json";
        if (!System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(text, out var type))
            throw new NoRetryException($"« {text} » n'est pas un type de contenu.");
        type.CharSet ??= Encoding.UTF8.WebName;
        return type;
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response, JsonObject arguments, CancellationToken stop)
    {
        var status = (int)response.StatusCode;
        if (!Expected(arguments, response.StatusCode))
        {
            var message = $"L'autre côté a répondu {status}.";
            // 5xx and 429 pass; what the other side refuses now it will refuse tomorrow.
            throw status >= 500 || status == 429 ? new HttpRequestException(message) : new NoRetryException(message);
        }

        var type = response.Content.Headers.ContentType;
        var text = EncodingOf(type?.CharSet).GetString(await response.Content.ReadAsByteArrayAsync(stop)).TrimStart('\uFEFF');
        // JSON that could not be kept (too deep, a member twice) is a text like any other.
        var content = type?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true && StoredJson.TryRead(text, out var json) ? json : text;
        return new JsonObject { ["status"] = status, ["content"] = content };
    }

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return charset is { Length: > 0 } ? Encoding.GetEncoding(charset.Trim('"')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static bool Expected(JsonObject arguments, HttpStatusCode status) => arguments["expectedStatusCodes"] is JsonArray { Count: > 0 } codes
        ? codes.Any(c => FlowInputs.AsText(c) == ((int)status).ToString(CultureInfo.InvariantCulture))
        : (int)status is >= 200 and < 300;

    private static HttpMethod MethodOf(JsonObject arguments)
    {
        var method = Text(arguments, "method") is { Length: > 0 } given ? given.ToUpperInvariant() : "GET";
        return method.All(char.IsAsciiLetter) ? new HttpMethod(method) : throw new NoRetryException($"« {method} » n'est pas une méthode de HTTP.");
    }

    private static string Text(JsonObject arguments, string name) => FlowInputs.AsText(arguments[name]);
}
