using Megalis.Adhesions.Domain;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Tenants.Contracts;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Adhesions.Features.AskAdhesion;

/// <summary>The request, without an account. Nobody is troubled before its address has said yes by mail.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
[RequestSizeLimit(AdhesionFormPage.MostSent)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class AskModel(AdhesionBook book, TenantAddresses addresses, VisitorMails visitors, TimeProvider clock) : AdhesionFormPage(addresses)
{
    /// <summary>Under which mails are counted.</summary>
    public const string Purpose = "adhesion";

    /// <summary>Of this form: two posts of it are one request.</summary>
    [BindProperty]
    public string? Key { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<Place> Found { get; private set; } = [];

    /// <summary>Where the mail that asks for a yes was sent, half hidden.</summary>
    public string? AskedAt { get; private set; }

    public void OnGet(string? siren)
    {
        Key = Ids.New(clock);
        Q = OneLine.Of(Q, 100);
        Found = Place.Search(Q);
        if (Place.Find(siren) is { } place)
            Input = AdhesionForm.Of(place, Addresses);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!IsKey(Key))
            Key = Ids.New(clock);
        Input.Propose(Addresses);
        if (Check() is var wrong && (wrong.Count > 0 || !ModelState.IsValid))
            return Refused(wrong);
        _ = Siren.TryParse(Input.Siren, out var siren);
        if (await CheckNewAsync(siren.Value, stop) is { } known)
            return Refused(known.On("Input.Siren"));
        _ = VisitorMails.CheckAddress(Input.ContactEmail, out var email);
        if (!await book.IsAskedAsync(Key!, stop))
        {
            if (await visitors.ChargeAsync(Purpose, email) is { } wait)
                return Refused(VisitorMails.TooOften(wait).On("Input.ContactEmail"));
            if (await book.AskAsync(Key!, Input, stop) is { } refusal)
                return Refused(refusal);
        }

        AskedAt = VisitorMails.Hidden(email);
        return Page();
    }

    /// <summary>That an entité has a site is public; that it has asked says no more than the number itself.</summary>
    private async Task<Refusal?> CheckNewAsync(string siren, CancellationToken stop)
    {
        if (await Addresses.SiteOfAsync(siren, stop) is { } site)
            return AdhesionForm.HasSite(site);
        return await book.HasOpenAsync(siren, "", stop)
            ? new Refusal("Une demande est déjà en cours pour ce SIREN. Si c’est la vôtre, ouvrez le lien de suivi du courriel que vous avez reçu ; sinon, écrivez à l’assistance.")
            : null;
    }

    private static bool IsKey(string? key) => key is { Length: 26 } && key.All(char.IsAsciiLetterOrDigit);
}
