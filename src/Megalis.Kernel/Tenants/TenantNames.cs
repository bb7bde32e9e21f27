using System.Text.RegularExpressions;
using Megalis.Kernel.Http;

namespace Megalis.Kernel.Tenants;

/// <summary>Names are checked before they touch a path, a connection or a certificate.</summary>
public static partial class TenantNames
{
    public static Refusal? CheckName(string name) =>
        name == Tenant.DefaultName || NamePattern().IsMatch(name)
            ? null
            : new Refusal("Le nom technique n'a que des minuscules sans accent, des chiffres et des traits d'union, de 2 à 40 caractères, et commence par une lettre.");

    /// <summary>A host name, <c>*.domain</c>, or either with a port.</summary>
    public static Refusal? CheckHost(string host) =>
        host.Length <= 253 && HostPattern().IsMatch(host)
            ? null
            : new Refusal("« {0} » n'est pas un nom de domaine valable, par exemple lannevez.exemple.bzh.", host);

    /// <summary>True when a tenant with this host name (or <c>*.domain</c>, or either with a port) would answer under <paramref name="name"/>.</summary>
    public static bool Covers(string host, string name)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(name);
        var plain = host.Split(':')[0];
        return plain.StartsWith("*.", StringComparison.Ordinal)
            ? name.EndsWith(plain[1..], StringComparison.OrdinalIgnoreCase)
            : plain.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::[0-9]{1,5})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex HostPattern();
}
