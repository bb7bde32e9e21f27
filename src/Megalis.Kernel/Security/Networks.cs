using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Security;

/// <summary>Under which name a visitor's line is counted: one household or one body, whatever address it takes next.</summary>
public static class Networks
{
    /// <summary>An IPv4 address as text; of an IPv6 one its /64, 16 hexadecimal digits: its owner has the rest to spend. « - » when there is none.</summary>
    public static string Of(HttpContext? http) => Of(http?.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Of(HttpContext?)"/>
    public static string Of(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, 8))
            : plain?.ToString() ?? "-";
    }
}
