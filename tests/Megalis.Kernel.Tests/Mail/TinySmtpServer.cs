using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Megalis.Kernel.Tests.Mail;

/// <summary>As much of RFC 5321 as a client needs, with answers that a test can spoil.</summary>
internal sealed class TinySmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _commands = [];
    private readonly ConcurrentQueue<string> _mails = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public TinySmtpServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The answer to a command, by its first word; null lets the server be silent.</summary>
    public Dictionary<string, string?> Answers { get; } = new()
    {
        ["EHLO"] = "250-tiny\r\n250 SMTPUTF8",
        ["MAIL"] = "250 ok",
        ["RCPT"] = "250 ok",
        ["DATA"] = "354 go on",
        ["."] = "250 taken",
        ["QUIT"] = "221 bye",
    };

    /// <summary>What was said so far; copies, as a client says QUIT while a test already looks.</summary>
    public IReadOnlyList<string> Commands => [.. _commands];

    public IReadOnlyList<string> Mails => [.. _mails];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // The test has ended (a stopped listener says so by an InvalidOperationException too), or its client hung up.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync(stream, "220 tiny");
        while (await reader.ReadLineAsync(_stop.Token) is { } command)
        {
            _commands.Enqueue(command);
            var word = command.Split(' ')[0];
            await SayAsync(stream, Answers.GetValueOrDefault(word, "502 unknown"));
            if (word == "DATA")
            {
                _mails.Enqueue(await ReadMailAsync(reader));
                await SayAsync(stream, Answers["."]);
            }
            if (word == "QUIT") return;
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return mail.ToString();
    }

    private async Task SayAsync(NetworkStream stream, string? answer)
    {
        if (answer is null) await Task.Delay(Timeout.Infinite, _stop.Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), _stop.Token);
    }
}
