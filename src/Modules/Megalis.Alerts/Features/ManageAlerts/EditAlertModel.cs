using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Http;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Alerts.Features.ManageAlerts;

/// <summary>Name, rhythm and words of one's own alert; the other criteria are chosen where one searches.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class EditAlertModel(SavedSearches searches, CriteriaReader reader, AlertLinks links, Accounts accounts) : MegalisPage
{
    [BindProperty(SupportsGet = true, Name = "lien")]
    public string? Link { get; set; }

    [BindProperty(SupportsGet = true, Name = "a")]
    public string? Mark { get; set; }

    /// <summary>A search that a mail proposed in the place of this one, as its address.</summary>
    [BindProperty(SupportsGet = true, Name = "recherche")]
    public string? Proposed { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Rhythm? Rhythm { get; set; }

    /// <summary>The words of the search, or the whole address of a search that was made on the page of consultations.</summary>
    [BindProperty]
    public string? Words { get; set; }

    /// <summary>What the form began from: the second of two writers is told.</summary>
    [BindProperty]
    public int Version { get; set; }

    public SavedSearch Search { get; private set; } = null!;
    public string Sentence { get; private set; } = "";
    public string Results { get; private set; } = "";

    /// <summary>False: a condition is gone, and saving goes on without it.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>What the mail proposed, as it would be.</summary>
    public Criteria? Wider { get; private set; }

    /// <summary>The list that this page belongs to.</summary>
    public string Back => string.IsNullOrEmpty(Link) ? "/compte/alertes" : "/alertes/mes-alertes?lien=" + Uri.EscapeDataString(Link);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        // The link of a mail to somebody with an account leads through the sign-in.
        if (string.IsNullOrEmpty(Link) && !CurrentUser.IsSignedIn)
            return Redirect("/connexion" + QueryString.Create("retour", Request.Path + Request.QueryString));
        if (await LoadAsync(stop) is not { } criteria)
            return NotFound();
        (Name, Rhythm, Words, Version) = (Search.Name, Search.Rhythm, criteria.Words, Search.Version);
        if (!string.IsNullOrEmpty(Proposed))
            (Words, Wider) = (Proposed, reader.Change(criteria, Proposed, links.SiteOf(Search)));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is not { } criteria)
            return NotFound();
        if (Rhythm is not { } rhythm || !Enum.IsDefined(rhythm))
            return Refused(new Refusal("Choisissez quand vous voulez être prévenu.").On(nameof(Rhythm)));
        if (Version != Search.Version)
            return Stale(nameof(Version), Search.Version, new Refusal("Cette alerte a changé entre-temps : « {0} », {1}. Enregistrez encore une fois pour garder ce que vous venez d’écrire.", Search.Name, Search.Rhythm.Short()));

        var wanted = reader.Change(criteria, Words ?? "", links.SiteOf(Search));
        if (reader.Check(wanted) is { } unclear)
            return Refused(unclear.On(nameof(Words)));
        if (await searches.LookForAsync(Search, new Wish(Search.TenantId, wanted.Query, SavedSearch.NameOr(Name, wanted.ProposedName), rhythm), stop) is { } refusal)
            return Refused(refusal.On(nameof(Words)));
        Notice = T["L’alerte est enregistrée."];
        return Redirect(Back);
    }

    /// <summary>Null for what is not there, and for another's.</summary>
    private async Task<Criteria?> LoadAsync(CancellationToken stop)
    {
        var owner = links.Read(Link) ?? await Owner.OfAsync(CurrentUser, accounts, stop);
        if (owner is null || await searches.FindAsync(owner, Mark, stop) is not { StoppedAt: null } search)
            return null;
        var criteria = reader.Read(search);
        (Search, Sentence, Results, IsWhole) = (search, criteria.Sentence, links.Results(search), criteria.IsWhole(search.Query));
        return criteria;
    }
}
