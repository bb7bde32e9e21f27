using Megalis.Adhesions.Domain;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Tenants.Contracts;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Adhesions.Features.ShowAdhesion;

/// <summary>One request for the portal's staff: its facts, what comes next, and the signed convention.</summary>
[RequirePermission(AdhesionsPermissions.Manage)]
[RequestSizeLimit(FileLimit + 1_000_000)]
internal sealed class ShowModel(
    AdhesionBook book, ConventionFiles conventions, Reinvitation invitations, CircuitOfAdhesion circuits, TenantAddresses addresses, Accounts accounts, TimeProvider clock) : MegalisPage
{
    /// <summary>Bytes of a signed convention.</summary>
    public const long FileLimit = 20_000_000;

    private const int MaxNumber = 40;

    private IReadOnlyDictionary<string, AccountCard> _authors = new Dictionary<string, AccountCard>();

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public DateOnly? SignedOn { get; set; }

    [BindProperty]
    public IFormFile? Document { get; set; }

    public Adhesion Adhesion { get; private set; } = null!;

    /// <summary>The circuit that follows it; null when none was published.</summary>
    public WorkflowCard? Circuit { get; private set; }

    public Place? Official { get; private set; }

    /// <summary>Where the person goes from here.</summary>
    public IReadOnlyList<CircuitLink> Links { get; private set; } = [];

    public IEnumerable<AdhesionFact> Facts => Adhesion.Facts.OrderByDescending(f => f.At).ThenByDescending(f => f.Id);
    public string Host => addresses.HostOf(Adhesion.Address);
    public string Services => string.Join(" · ", WishedService.Of(Adhesion.Services).Select(s => T[s.Label]));
    public bool AwaitsConvention => Adhesion is { Convention: null, State: AdhesionState.ConventionSent };
    public bool MayInviteAgain => Adhesion is { State: AdhesionState.Welcomed, ContactEmail.Length: > 0 };

    public string Next => Adhesion.State switch
    {
        AdhesionState.Verification => T["À vérifier : acceptez, demandez un complément ou refusez, dans vos tâches."],
        AdhesionState.Complement => T["La collectivité doit compléter sa demande. Un rappel part après quinze jours."],
        AdhesionState.Convention => T["Préparez la convention, envoyez-la, puis dites-le dans vos tâches."],
        AdhesionState.ConventionSent => T["La convention est chez la collectivité. Enregistrez-la quand elle revient signée."],
        AdhesionState.Creation => T["Le site se crée."],
        AdhesionState.Welcomed => T["La collectivité est accueillie."],
        _ => T["Cette demande est close. Elle s’efface six mois après."],
    };

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken stop) => await LoadAsync(id, stop) ? Page() : NotFound();

    public async Task<IActionResult> OnPostSignAsync(string id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        // Of two clicks the second finds the convention there.
        if (Adhesion.Convention is { } known && known.Number == (Number ?? "").Trim())
            return Taken(id);
        if (CheckConvention() is { Count: > 0 } wrong)
            return Refused(wrong);
        var convention = await conventions.StoreAsync(Adhesion, Number!.Trim(), SignedOn!.Value, Document, CurrentUser.AccountId, stop);
        if (await book.SignAsync(Adhesion, convention, CurrentUser.AccountId, stop) is { } refusal)
            return Refused(refusal);
        Notice = T["La convention est enregistrée. Le site se crée."];
        return Taken(id);
    }

    /// <summary>The circuit was not published when the request came.</summary>
    public async Task<IActionResult> OnPostStartAsync(string id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        string? started = null;
        if (await book.SaveAsync(stop, async () => started = await book.StartAsync(Adhesion, stop)) is { } refusal)
            return Refused(refusal);
        return started is null
            ? Refused(new Refusal("Aucun circuit d’accueil n’est publié sur le portail : publiez-le, puis recommencez."))
            : Here(id);
    }

    public async Task<IActionResult> OnPostInviteAsync(string id, CancellationToken stop)
    {
        if (!await LoadAsync(id, stop))
            return NotFound();
        if (await invitations.SendAsync(Adhesion, CurrentUser.AccountId, stop) is { } refusal)
            return Refused(refusal);
        Notice = T["Une nouvelle invitation est partie ; la précédente ne sert plus."];
        return Here(id);
    }

    public string AuthorOf(AdhesionFact fact) => _authors.GetValueOrDefault(fact.ById) is { } author ? T[", par {0}", author.DisplayName] : "";

    private IReadOnlyList<Refusal> CheckConvention()
    {
        var today = DateOnly.FromDateTime(ParisTime.At(clock.GetUtcNow()).DateTime);
        return
        [
            .. new[]
            {
                OneLine.Of(Number, int.MaxValue).Length is 0 or > MaxNumber ? new Refusal("Écrivez le numéro de la convention : {0} caractères au plus.", MaxNumber).On(nameof(Number)) : null,
                SignedOn is null && ModelState[nameof(SignedOn)]?.Errors.Count is null or 0 ? new Refusal("Écrivez la date de la signature.").On(nameof(SignedOn)) : null,
                SignedOn > today ? new Refusal("La date de la signature est à venir : vérifiez-la.").On(nameof(SignedOn)) : null,
                SignedOn < today.AddYears(-10) ? new Refusal("La date de la signature est trop ancienne : vérifiez-la.").On(nameof(SignedOn)) : null,
                ConventionFiles.Check(Document)?.On(nameof(Document)),
            }.OfType<Refusal>(),
        ];
    }

    /// <summary>The script that sends the file must not read the page itself: it would spend the sentence that waits for the person.</summary>
    private IActionResult Taken(string id)
    {
        if (!Uploads.IsScript(Request))
            return Here(id);
        Response.Headers["Megalis-Location"] = "/admin/adhesions/" + id;
        return StatusCode(StatusCodes.Status201Created);
    }

    private LocalRedirectResult Here(string id) => LocalRedirect("/admin/adhesions/" + id);

    private async Task<bool> LoadAsync(string id, CancellationToken stop)
    {
        if (await book.FindAsync(id, stop) is not { ConfirmedAt: not null } adhesion)
            return false;
        Adhesion = adhesion;
        Official = Place.Find(adhesion.Siren);
        Circuit = await circuits.FindAsync(adhesion, stop);
        Links = await circuits.LinksAsync(Circuit, stop);
        _authors = await accounts.FindAsync([.. adhesion.Facts.Select(f => f.ById).Where(by => by.Length > 0).Distinct()], stop);
        return true;
    }
}
