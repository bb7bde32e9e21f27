using System.Globalization;
using System.Security.Cryptography;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.DataProtection;

namespace Megalis.Alerts.Data;

/// <summary>The addresses that mails name. Pages of alerts answer on every site that has them, those of all alerts on the portal.</summary>
internal sealed class AlertLinks(TenantStore tenants, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a mail lets its reader manage the alerts of an address; stopping one never expires.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(60);

    public string Portal => tenants.CanonicalUrl(tenants.Default);

    /// <summary>The site on which a search was made, the portal when that is gone.</summary>
    public string HomeOf(SavedSearch search) => tenants.CanonicalUrl(SiteOf(search));

    public Tenant SiteOf(SavedSearch search) => tenants.Find(search.TenantId) is { State: TenantState.Running } site ? site : tenants.Default;

    public string Results(SavedSearch search) => HomeOf(search) + "/marches" + search.Query;

    public string Consultation(SavedSearch search, string reference) => $"{HomeOf(search)}/marches/{reference}";

    public string Stop(SavedSearch search) => $"{Portal}/alertes/arreter?a={search.Mark}";

    public string Stop(AlertMailing mailing) => $"{Portal}/alertes/arreter?envoi={mailing.Id}";

    public string Confirm(string secret) => $"{Portal}/alertes/confirmer?jeton={secret}";

    public string Account => Portal + "/compte/alertes";

    public string Edit(SavedSearch search) => $"{Portal}/alertes/modifier?a={search.Mark}{(search.IsOfAccount ? "" : "&lien=" + Sign(search.EmailFolded))}";

    /// <summary>The form of an alert with another search laid into it.</summary>
    public string Edit(SavedSearch search, string query) => $"{Edit(search)}&recherche={Uri.EscapeDataString(query)}";

    /// <summary>All alerts of an address without an account, for whoever reads its mail, for a while.</summary>
    public string OfAddress(string emailFolded) => $"{Portal}/alertes/mes-alertes?lien={Sign(emailFolded)}";

    public string Sign(string emailFolded)
    {
        var expires = (clock.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Protector.Protect($"{expires} {emailFolded}");
    }

    /// <summary>The address that a link speaks for; null when it is forged or too old.</summary>
    public Owner? Read(string? link)
    {
        if (string.IsNullOrEmpty(link) || link.Length > 2000)
            return null;
        try
        {
            var parts = Protector.Unprotect(link).Split(' ', 2);
            var expires = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return expires > clock.GetUtcNow() ? new Owner("", parts[1]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector => protection.CreateProtector("Megalis.Alerts.OfAddress");
}
