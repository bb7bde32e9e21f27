using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;

namespace Megalis.Tenants.Contracts;

/// <summary>Addresses of sites under the portal's own domain: <c>lannevez</c> is found at <c>lannevez.exemple.bzh</c>.</summary>
public sealed class TenantAddresses
{
    /// <summary>Names that people and programs expect to be the platform's own.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["www", "mail", "webmail", "smtp", "imap", "pop", "mx", "ftp", "sftp", "dns", "ns", "vpn", "api", "cdn", "static", "auth", "sso", "admin", "portail",
            "localhost", "autoconfig", "autodiscover", "mta-sts", "wpad", "isatap"], StringComparer.Ordinal);

    private static readonly char[] Digits = [.. "0123456789"];

    private readonly TenantStore _tenants;
    private readonly TenantRegister _register;

    internal TenantAddresses(TenantStore tenants, TenantRegister register) => (_tenants, _register) = (tenants, register);

    /// <summary>The host name, without port, of a site of this technical name.</summary>
    public string HostOf(string name) => $"{name}.{new Uri(_tenants.CanonicalUrl(_tenants.Default)).Host}";

    /// <summary>Why a site cannot have this technical name, in French; null when it can, as far as this node knows. The register has the last word.</summary>
    public Refusal? CheckFree(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (TenantNames.CheckName(name) is { } wrong)
            return wrong;
        // RFC 5891, 4.2.3.1: such labels are read as something else, « xn--… » as letters that look like others.
        if (name.AsSpan(2).StartsWith("--"))
            return new Refusal("Le nom « {0} » ne peut pas servir d’adresse : n’y mettez pas deux traits d’union de suite.", name);
        if (name.Equals(Tenant.DefaultName, StringComparison.OrdinalIgnoreCase) || Reserved.Contains(name.TrimEnd(Digits)))
            return new Refusal("Le nom « {0} » est réservé à la plateforme : choisissez-en un autre.", name);
        if (!_tenants.IsSetUp)
            return null;
        var host = HostOf(name);
        var taken = _tenants.Find(name) is not null
            || (_tenants.Match(host, null) is { IsDefault: false } there && there.Hosts.Any(h => h.Equals(host, StringComparison.OrdinalIgnoreCase)));
        return taken ? new Refusal("L’adresse « {0} » est déjà celle d’un autre site : choisissez-en une autre.", host) : null;
    }

    /// <summary>The first free name made from what people read; empty when nothing of it can be kept.</summary>
    public string Propose(string displayName)
    {
        var slug = Place.ToSlug(displayName);
        if (slug.Length is < 2 or > 37 || !char.IsAsciiLetterLower(slug[0]))
            return "";
        for (var number = 1; number < 100; number++)
            if (CheckFree(number == 1 ? slug : $"{slug}-{number}") is null)
                return number == 1 ? slug : $"{slug}-{number}";
        return "";
    }

    /// <summary>The name of the site that an entité has already, open or not; null when it has none.</summary>
    /// <param name="siren">Nine digits.</param>
    public async Task<string?> SiteOfAsync(string siren, CancellationToken stop = default) =>
        (await _register.ListAsync(siren, 1, 20, stop)).Lines.FirstOrDefault(line => line.Siren == siren)?.DisplayName;
}
