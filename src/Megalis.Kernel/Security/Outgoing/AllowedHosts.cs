using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Megalis.Kernel.Security;

/// <summary>The allow-list of <see cref="OutgoingOptions"/>, parsed.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<(string Host, int? Port)> _hosts = [];
    private readonly List<string> _domains = [];
    private readonly List<IPNetwork> _networks = [];

    /// <summary><see cref="FormatException"/> names the entry that cannot be read.</summary>
    public AllowedHosts(string list)
    {
        foreach (var entry in list.Split([' ', ',', ';', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            Add(entry.ToLowerInvariant());
    }

    /// <summary>Whether a call to this name may be tried at all; the addresses it leads to are checked when they are known.</summary>
    public bool Names(string host, int port)
    {
        var name = Canonical(host);
        if (IPAddress.TryParse(name, out var address)) return Lists(address) || _hosts.Contains((name, port));
        return _hosts.Contains((name, null)) || _hosts.Contains((name, port)) || _domains.Exists(d => name.EndsWith(d, StringComparison.Ordinal) && name.Length > d.Length);
    }

    /// <summary>Whether an address that a named host resolved to may be connected to.</summary>
    public bool Admits(string host, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return InnerAddresses.IsPublic(plain) || Lists(plain) || (Canonical(host) == "localhost" && IPAddress.IsLoopback(plain))
            || _hosts.Any(h => h.Host == plain.ToString());
    }

    private bool Lists(IPAddress address) => _networks.Exists(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private static string Canonical(string host) => host.TrimEnd('.').Trim('[', ']').ToLowerInvariant();

    private void Add(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network)) _networks.Add(network);
        else if (IPAddress.TryParse(entry, out var address)) _networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
        else if (entry.StartsWith("*.", StringComparison.Ordinal) && IsName(entry[2..])) _domains.Add(entry[1..]);
        else if (IsName(entry)) _hosts.Add((entry, null));
        else if (entry.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && (IsName(entry[..colon]) || IPAddress.TryParse(entry[..colon].Trim('[', ']'), out _))) _hosts.Add((entry[..colon].Trim('[', ']'), port));
        else throw new FormatException($"Megalis:Outgoing:AllowedHosts: « {entry} » is no host, address or network.");
    }

    private static bool IsName(string name) => Uri.CheckHostName(name) == UriHostNameType.Dns && !name.EndsWith('.');
}
