namespace Megalis.Kernel.Security;

/// <summary>The keys <c>Megalis:Outgoing:*</c>.</summary>
public sealed class OutgoingOptions
{
    public const string Section = "Megalis:Outgoing";

    /// <summary>
    /// Where this site may call, separated by spaces: <c>host</c>, <c>host:port</c>, <c>*.domain</c>, an address or a network
    /// (<c>10.1.0.0/16</c>). Empty: nowhere. A host that resolves to an address of the inner network is refused unless that address or
    /// network is listed too; <c>localhost</c> stands for the machine itself.
    /// </summary>
    public string AllowedHosts { get; set; } = "";
}

/// <summary>How one outside line may behave.</summary>
public sealed record OutgoingLine
{
    /// <summary>From the first byte sent to the last byte of the answer's head, and of its body when it is read as a whole.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an answer's body, unpacked.</summary>
    public long MaxResponseBytes { get; init; } = 50L << 20;

    /// <summary>Redirections followed, for GET and HEAD only; each must lead to an allowed host and none from https to http.</summary>
    public int MaxRedirects { get; init; } = 3;

    /// <summary>By which this site says who it is, where the other side asks for a certificate.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate { get; init; }
}

/// <summary>The gate refused a call before, or while, it was made. It is our own rule that says no, not the other side.</summary>
public sealed class OutgoingRefusedException(string message) : Exception(message);
