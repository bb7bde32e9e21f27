using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Workflows.Runtime.Graph;

namespace Megalis.Workflows.Runtime.Lines;

/// <summary>SendHttpRequest, through the gate of outgoing requests, with the key in the header that servers know repeats by.</summary>
internal sealed class HttpLine(OutgoingGate gate) : IEffectLine, IDisposable
{
    public const string KeyHeader = "Idempotency-Key";
    private const int MaxContent = 1 << 20;

    private readonly HttpClient _client = gate.Client(new OutgoingLine { MaxResponseBytes = MaxContent });

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
                request.Headers.TryAddWithoutValidation(name, FlowInputs.AsText(value));
        if (arguments["content"] is { } content)
            request.Content = new StringContent(FlowInputs.AsText(content), Encoding.UTF8, Text(arguments, "contentType") is { Length: > 0 } type ? type : "application/json");
        return request;
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

        var text = await response.Content.ReadAsStringAsync(stop);
        return new JsonObject { ["status"] = status, ["content"] = Parse(text, response.Content.Headers.ContentType?.MediaType) };
    }

    private static bool Expected(JsonObject arguments, HttpStatusCode status) => arguments["expectedStatusCodes"] is JsonArray { Count: > 0 } codes
        ? codes.Any(c => FlowInputs.AsText(c) == ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : (int)status is >= 200 and < 300;

    private static JsonNode? Parse(string text, string? type)
    {
        try
        {
            return type?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static HttpMethod MethodOf(JsonObject arguments) => Text(arguments, "method") is { Length: > 0 } method ? new HttpMethod(method.ToUpperInvariant()) : HttpMethod.Get;

    private static string Text(JsonObject arguments, string name) => FlowInputs.AsText(arguments[name]);
}
