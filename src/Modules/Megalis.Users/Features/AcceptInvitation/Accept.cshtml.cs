using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Users.Features.AcceptInvitation;

/// <summary>The link of an invitation: opens an account for a newcomer, or asks the account of this address to say yes.</summary>
[AllowAnonymous]
[PortalOnly]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class AcceptModel(Invitations invitations, Sessions sessions) : UsersPage
{
    private static readonly Refusal Worthless = new("Cette invitation a déjà servi, a été annulée, ou elle a plus de sept jours. Demandez-en une autre à la personne qui vous a invité.");

    [BindProperty(SupportsGet = true, Name = "jeton")]
    public string? Secret { get; set; }

    [BindProperty]
    public string? DisplayName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public Invitation? Invitation { get; private set; }
    public string Structure { get; private set; } = "";

    /// <summary>The address has an account already.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>That account is the one of this browser.</summary>
    public bool IsMine { get; private set; }

    /// <summary>This browser is signed in with another address.</summary>
    public bool IsSomeoneElse => CurrentUser.IsSignedIn && !IsMine;

    public string Here => Request.Path + Request.QueryString;

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : Refused(Worthless);

    /// <summary>The account exists and is signed in.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync())
            return Refused(Worthless);
        if (!IsMine)
            return Refused(new Refusal("Cette invitation est adressée à {0} : connectez-vous avec ce compte.", Invitation!.Email));
        return await invitations.AcceptAsync(Invitation!, CurrentUser.AccountId) ? Enter() : Refused(Worthless);
    }

    /// <summary>A newcomer.</summary>
    public async Task<IActionResult> OnPostOpenAsync()
    {
        if (!await LoadAsync())
            return Refused(Worthless);
        if (IsKnown)
            return Refused(new Refusal("Un compte existe déjà avec cette adresse : connectez-vous."));
        List<Refusal> wrong = [.. All(
            Account.CheckName(DisplayName, out var name)?.On(nameof(DisplayName)),
            Passwords.Check(Password, Invitation!.Email, DisplayName ?? "")?.On(nameof(Password)))];
        if (wrong.Count > 0)
            return Refused(wrong);
        var account = await invitations.OpenAccountAsync(Invitation!, name, Password!);
        if (account is null)
            return Refused(Worthless);
        await sessions.OpenAsync(account);
        return Enter();
    }

    private IActionResult Enter()
    {
        Notice = T["Bienvenue dans {0}.", Structure];
        Return = invitations.EntranceOf(Invitation!);
        return GoOn("/connexion/arrivee");
    }

    private async Task<bool> LoadAsync()
    {
        Invitation = await invitations.FindAsync(Secret);
        if (Invitation is null)
            return false;
        Structure = invitations.StructureOf(Invitation);
        LetFormsEndAt(invitations.EntranceOf(Invitation));
        var owner = await invitations.OwnerOfAsync(Invitation);
        (IsKnown, IsMine) = (owner is not null, owner is not null && owner == CurrentUser.AccountId);
        return true;
    }
}
