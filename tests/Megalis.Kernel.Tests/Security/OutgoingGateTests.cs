using System.Net;
using System.Net.Sockets;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Security;

public sealed class OutgoingGateTests : IAsyncLifetime
{
    private readonly List<string> _asked = [];
    private WebApplication _site = null!;
    private int _port;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0));
        _site = builder.Build();
        _site.Run(AnswerAsync);
        await _site.StartAsync();
        _port = new Uri(_site.Urls.Single()).Port;
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task An_allowed_host_is_called_at_the_address_that_was_checked()
    {
        using var client = Gate("tsa.example 127.0.0.0/8").Client();
        Assert.Equal("bonjour tsa.example", await client.GetStringAsync(Url("/")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("autre.example")]
    [InlineData("*.tsa.example")]
    [InlineData("tsa.example:1")]
    [InlineData("a.example tsa.example.org xtsa.example")]
    public async Task A_host_that_is_not_listed_is_not_even_resolved(string list)
    {
        var resolved = 0;
        using var client = Gate(list, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse($"127.0.0.{++resolved}")])).Client();
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(Url("/")));
        Assert.Equal(0, resolved);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    public async Task A_listed_name_that_leads_to_the_inner_network_is_refused_at_the_moment_of_connecting(string address)
    {
        var gate = Gate("tsa.example", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34"), IPAddress.Parse(address)]));
        using var client = gate.Client();
        var error = await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(Url("/")));
        Assert.Contains("not public", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => gate.ConnectAsync("tsa.example", _port, default));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_between_two_calls_is_refused()
    {
        var answers = new Queue<string>(["127.0.0.1", "127.0.0.2"]);
        var gate = Gate("tsa.example 127.0.0.1", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        using (var client = gate.Client()) Assert.Equal("bonjour tsa.example", await client.GetStringAsync(Url("/")));
        using (var client = gate.Client()) await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(Url("/")));
    }

    [Theory]
    [InlineData("http://127.0.0.1", "127.0.0.1", true)]
    [InlineData("http://127.0.0.1", "127.0.0.0/8", true)]
    [InlineData("http://127.0.0.1", "127.0.0.2", false)]
    [InlineData("http://2130706433", "tsa.example", false)]
    [InlineData("http://0x7f000001", "tsa.example", false)]
    [InlineData("http://[::ffff:127.0.0.1]", "tsa.example", false)]
    [InlineData("http://LOCALHOST", "localhost", true)]
    [InlineData("http://tsa.example.", "tsa.example 127.0.0.1", true)]
    [InlineData("http://sous.tsa.example", "*.tsa.example 127.0.0.1", true)]
    public async Task Addresses_and_names_are_compared_in_their_plain_form(string url, string list, bool allowed)
    {
        using var client = Gate(list).Client();
        var calling = client.GetStringAsync($"{url}:{_port}/");
        if (allowed) Assert.StartsWith("bonjour", await calling, StringComparison.Ordinal);
        else await Assert.ThrowsAsync<OutgoingRefusedException>(() => calling);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://tsa.example/")]
    [InlineData("http://nom:mot@tsa.example/")]
    public async Task Only_plain_http_is_spoken(string url)
    {
        using var client = Gate("tsa.example").Client();
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(new Uri(url)));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_redirection_passes_the_same_checks_and_takes_no_secret_along()
    {
        using var client = Gate("tsa.example autre.example 127.0.0.1").Client();
        client.DefaultRequestHeaders.Add("Authorization", "Bearer secret");
        Assert.Equal("bonjour autre.example", await client.GetStringAsync(Url($"/vers?http://autre.example:{_port}/")));
        Assert.Equal(["tsa.example Bearer secret", "autre.example "], _asked);
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(Url($"/vers?http://ailleurs.example:{_port}/")));
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetAsync(Url("/vers?file:///etc/passwd")));
    }

    [Fact]
    public async Task Redirections_end_and_a_body_is_never_sent_twice()
    {
        using var client = Gate("tsa.example 127.0.0.1").Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Url($"/vers?{Url("/vers?/")}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync(Url("/sans-fin"))).StatusCode);
        _asked.Clear();
        using var posted = await client.PostAsync(Url("/vers?/"), new StringContent("acte"));
        Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("/long")]
    [InlineData("/long-sans-le-dire")]
    public async Task An_answer_that_is_too_long_is_cut(string path)
    {
        using var client = Gate("tsa.example 127.0.0.1").Client(new OutgoingLine { MaxResponseBytes = 10_000 });
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => client.GetByteArrayAsync(Url(path)));
        await Assert.ThrowsAsync<OutgoingRefusedException>(async () =>
        {
            using var response = await client.GetAsync(Url(path), HttpCompletionOption.ResponseHeadersRead);
            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);
        });
        using var wide = Gate("tsa.example 127.0.0.1").Client(new OutgoingLine { MaxResponseBytes = 100_000 });
        Assert.Equal(100_000, (await wide.GetByteArrayAsync(Url(path))).Length);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for()
    {
        using var client = Gate("tsa.example 127.0.0.1").Client(new OutgoingLine { Timeout = TimeSpan.FromMilliseconds(300) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(Url("/jamais")));
    }

    [Fact]
    public async Task A_line_that_does_not_speak_http_passes_the_same_gate()
    {
        await using var stream = await Gate("clamd.example 127.0.0.1").ConnectAsync("clamd.example", _port, default);
        Assert.True(stream.CanWrite);
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => Gate("").ConnectAsync("127.0.0.1", _port, default));
        await Assert.ThrowsAnyAsync<SocketException>(() => Gate("127.0.0.1").ConnectAsync("127.0.0.1", 1, default));
    }

    [Theory]
    [InlineData("https://tsa.example")]
    [InlineData("tsa.example/chemin")]
    [InlineData("10.0.0.0/99")]
    [InlineData("*")]
    [InlineData("tsa.example:99999")]
    public void A_list_that_cannot_be_read_is_an_error_that_names_the_entry(string list) =>
        Assert.Contains(list, Assert.Throws<FormatException>(() => Gate(list)).Message, StringComparison.Ordinal);

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Add($"{context.Request.Host.Host} {context.Request.Headers.Authorization}");
        switch (context.Request.Path.Value)
        {
            case "/vers": context.Response.Redirect(context.Request.QueryString.Value![1..]); break;
            case "/sans-fin": context.Response.Redirect("/sans-fin"); break;
            case "/long": context.Response.ContentLength = 100_000; await context.Response.Body.WriteAsync(new byte[100_000]); break;
            case "/long-sans-le-dire": for (var i = 0; i < 100; i++) await context.Response.Body.WriteAsync(new byte[1_000]); break;
            case "/jamais": await Task.Delay(Timeout.Infinite, context.RequestAborted); break;
            default: await context.Response.WriteAsync($"bonjour {context.Request.Host.Host}"); break;
        }
    }

    private string Url(string path) => $"http://tsa.example:{_port}{path}";

    private static OutgoingGate Gate(string list, OutgoingGate.Resolver? resolve = null) =>
        new(Options.Create(new OutgoingOptions { AllowedHosts = list }), resolve ?? ((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));
}
