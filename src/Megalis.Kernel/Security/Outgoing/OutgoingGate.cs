using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Security;

/// <summary>
/// The one gate for calls to the outside. Only hosts that the operator lists are called; the addresses that a name resolves to are checked
/// at the very moment of connecting and the checked address is the one connected to, so that a name that changes its mind (DNS rebinding)
/// gains nothing; redirections pass the same checks; time and size are bounded; proxies of the environment, cookies and
/// compressed answers are not used. <see cref="OutgoingRefusedException"/> for whatever the gate itself refuses.
/// </summary>
public sealed class OutgoingGate
{
    internal delegate Task<IPAddress[]> Resolver(string host, CancellationToken cancellationToken);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly AllowedHosts _allowed;
    private readonly Resolver _resolve;

    public OutgoingGate(IOptions<OutgoingOptions> options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    internal OutgoingGate(IOptions<OutgoingOptions> options, Resolver resolve)
    {
        ArgumentNullException.ThrowIfNull(options);
        _allowed = new AllowedHosts(options.Value.AllowedHosts);
        _resolve = resolve;
    }

    /// <summary>A client for one outside line: make one and keep it as long as the line.</summary>
    public HttpClient Client(OutgoingLine? line = null)
    {
        line ??= new OutgoingLine();
        return new HttpClient(new OutgoingHandler(this, line, Sockets(line)), disposeHandler: true) { Timeout = line.Timeout };
    }

    /// <summary>A connection for lines that do not speak HTTP, such as an antivirus, under the same list and checks.</summary>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        RequireNamed(host, port);
        using var late = new CancellationTokenSource(ConnectTimeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var addresses = await AdmittedAsync(host, stop.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, stop.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested) throw new IOException($"{host}:{port} did not answer within {ConnectTimeout.TotalSeconds} s.", error);
            throw;
        }
    }

    internal void RequireNamed(string host, int port)
    {
        if (!_allowed.Names(host, port)) throw new OutgoingRefusedException($"{host}:{port} is not in Megalis:Outgoing:AllowedHosts.");
    }

    private SocketsHttpHandler Sockets(OutgoingLine line)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            ConnectCallback = async (context, stop) => await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stop),
        };
        if (line.ClientCertificate is not null) handler.SslOptions.ClientCertificates = [line.ClientCertificate];
        return handler;
    }

    private async Task<IPAddress[]> AdmittedAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var refused = Array.Find(addresses, address => !_allowed.Admits(host, address));
        // One inner address among public ones is an attack or a mistake; either way nobody should be surprised.
        if (refused is not null || addresses.Length == 0)
            throw new OutgoingRefusedException($"{host} leads to {refused?.ToString() ?? "no address"}, which is not public and not in Megalis:Outgoing:AllowedHosts.");
        return addresses;
    }
}
