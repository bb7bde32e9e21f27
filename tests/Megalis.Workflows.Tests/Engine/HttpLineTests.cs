using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Workflows.Runtime.Lines;
using Microsoft.Extensions.Options;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>What the other side answers, however odd, is a value that an instance keeps, or a sentence.</summary>
public sealed class HttpLineTests
{
    [Fact]
    public async Task An_answer_is_read_as_json_when_it_can_be_kept_and_as_a_text_otherwise()
    {
        Assert.Equal(1, (await ContentAsync("{\"a\":1}", "application/json"))!["a"]!.GetValue<int>());
        foreach (var odd in (string[])["{\"a\":1,\"a\":2}", new string('[', 70) + new string(']', 70), "{\"a\":\"\\ud800\"}", "{"])
            Assert.Equal(odd, (await ContentAsync(odd, "application/json"))!.GetValue<string>());
        Assert.Equal("bonjour", (await ContentAsync("bonjour", "text/plain; charset=martien"))!.GetValue<string>());
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_no_reason_to_ask_again()
    {
        foreach (var length in (bool[])[true, false])
            Assert.Contains("1 Mio", (await Assert.ThrowsAsync<NoRetryException>(() => ContentAsync(new string('x', 3 << 20), "text/plain", length))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("method", "GE T")]
    [InlineData("contentType", "n'importe quoi")]
    [InlineData("url", "ici")]
    [InlineData("header", "été")]
    [InlineData("header", "a\r\nHost: ailleurs")]
    public async Task A_call_that_cannot_be_written_is_refused_before_anything_leaves(string input, string value) =>
        await Assert.ThrowsAsync<NoRetryException>(() => ContentAsync("", "text/plain", arguments: input == "header"
            ? new JsonObject { ["requestHeaders"] = new JsonObject { ["X-Objet"] = value } }
            : new JsonObject { [input] = value, ["content"] = "x" }));

    private static async Task<JsonNode?> ContentAsync(string body, string type, bool withLength = true, JsonObject? arguments = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        var answering = AnswerAsync(listener, body, type, withLength);
        using var line = new HttpLine(new OutgoingGate(Options.Create(new OutgoingOptions { AllowedHosts = "127.0.0.1" })));
        var call = new JsonObject { ["url"] = address };
        foreach (var (name, value) in arguments ?? [])
            call[name] = value?.DeepClone();
        return (await line.CallAsync(call, "cle", CancellationToken.None))!["content"];
    }

    /// <summary>One answer, as the other side would never write it.</summary>
    private static async Task AnswerAsync(TcpListener listener, string body, string type, bool withLength)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[8192]);
            var length = withLength ? $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n" : "";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{length}Connection: close\r\n\r\n{body}"));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The caller has gone: it had seen enough.
        }
    }
}
