using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Authorization;

namespace Megalis.Procurement.Features.EmbedConsultations;

/// <summary>How an entité shows its consultations on the website that it has already: a line to copy, and feeds.</summary>
[AllowAnonymous]
internal sealed class EmbedHelpModel(TenantStore tenants) : MegalisPage
{
    public const string List = "/marches/liste-integree";

    /// <summary>Letters stay letters: people read this line.</summary>
    private static readonly HtmlEncoder Attribute = HtmlEncoder.Create(UnicodeRanges.All);

    public EmbedChoice Choice { get; private set; } = new(EmbedChoice.Usual, null);

    public string Name => Tenant.Text("SiteName", Tenant.DisplayName);

    public bool IsPortal => Tenant.IsDefault;

    public string Home => tenants.CanonicalUrl(Tenant);

    /// <summary>The line itself; every value in it is encoded for an attribute.</summary>
    public string Line
    {
        get
        {
            var (address, title) = (Attribute.Encode(Home + List + Choice.Query), Attribute.Encode(T["Consultations en cours : {0}", Name]));
            return string.Create(CultureInfo.InvariantCulture, $"<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"{Choice.Height}\" loading=\"lazy\"></iframe>");
        }
    }

    public static IReadOnlyList<int> Counts { get; } = [3, 5, 10, 20, 50];

    public void OnGet(string? nombre, string? couleur) => Choice = EmbedChoice.Read(nombre, couleur);
}
