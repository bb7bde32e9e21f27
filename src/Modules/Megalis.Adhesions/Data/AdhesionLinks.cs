using System.Globalization;
using System.Security.Cryptography;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.DataProtection;

namespace Megalis.Adhesions.Data;

/// <summary>The addresses that mails name. The follow-up page has no account: whoever holds its link is the asker.</summary>
internal sealed class AdhesionLinks(TenantStore tenants, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long the link that confirms an address works.</summary>
    public static readonly TimeSpan ConfirmLife = TimeSpan.FromDays(7);

    public string Portal => tenants.CanonicalUrl(tenants.Default);

    public string Confirm(Adhesion adhesion)
    {
        var expires = (clock.GetUtcNow() + ConfirmLife).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{Portal}/adherer/confirmer?lien={Protector("Confirm").Protect($"{expires} {adhesion.Id}")}";
    }

    /// <summary>Works as long as the request is kept, and for the address that it was sent to: another address ends it.</summary>
    public string Follow(Adhesion adhesion) => Portal + FollowPath(adhesion);

    public string FollowPath(Adhesion adhesion) => $"/adherer/suivi?lien={Protector("Follow").Protect($"{adhesion.ContactEmailFolded} {adhesion.Id}")}";

    /// <summary>The id of the request whose address the link confirms; null when it is forged or too old.</summary>
    public string? ReadConfirm(string? link) =>
        Read("Confirm", link) is { } parts && long.TryParse(parts.Before, CultureInfo.InvariantCulture, out var expires) && DateTimeOffset.FromUnixTimeSeconds(expires) > clock.GetUtcNow()
            ? parts.Id
            : null;

    /// <summary>The id of the request and the address that the link was sent to; null when it is forged.</summary>
    public (string Email, string Id)? ReadFollow(string? link) => Read("Follow", link);

    private (string Before, string Id)? Read(string purpose, string? link)
    {
        if (string.IsNullOrEmpty(link) || link.Length > 2000)
            return null;
        try
        {
            return Protector(purpose).Unprotect(link).Split(' ', 2) is [var before, var id] ? (before, id) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string purpose) => protection.CreateProtector("Megalis.Adhesions." + purpose);
}
