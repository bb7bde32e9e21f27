using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.SetUpTwoFactor;

/// <summary>The code of the telephone: on, off, and the paper for the day when it is lost.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class TwoFactorModel(MegalisDb db, Reauthentication again, TwoFactors factors, UserMails mails, Journal journal) : UsersPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Current { get; set; }

    public bool IsOn { get; private set; }
    public bool NeedsEmail { get; private set; }
    public int CodesLeft { get; private set; }

    /// <summary>While the application is being told: the secret in groups of four, and the address that applications open.</summary>
    public string? Secret { get; private set; }

    public string? Address { get; private set; }

    /// <summary>The same address for the telephone's camera.</summary>
    public QrCode? Picture { get; private set; }

    /// <summary>Shown on this answer and never again.</summary>
    public IReadOnlyList<string> NewCodes { get; private set; } = [];

    public async Task OnGetAsync() => await LoadAsync(await again.AccountAsync());

    public async Task<IActionResult> OnPostStartAsync()
    {
        var me = await again.AccountAsync();
        // Else somebody who opened an account with another's address could lock it with a telephone of their own.
        if (me.EmailConfirmedAt is null)
            return await ShowAsync(me, new Refusal("Confirmez d'abord votre adresse électronique."));
        if (await again.CheckAsync(me, Current) is { } wrong)
            return await ShowAsync(me, wrong.On(nameof(Current)));
        if (await factors.PendingSecretAsync(me.Id) is { } secret)
            ShowSecret(me, secret);
        await LoadAsync(me);
        return Page();
    }

    public async Task<IActionResult> OnPostEnableAsync()
    {
        var me = await again.AccountAsync();
        if (await factors.EnableAsync(me.Id, Code) is not { } codes)
        {
            if (await factors.PendingSecretAsync(me.Id) is { } secret)
                ShowSecret(me, secret);
            return await ShowAsync(me, new Refusal("Ce code n'est pas le bon. Attendez le suivant et vérifiez l'heure du téléphone.").On(nameof(Code)));
        }

        journal.Append("account.two-factor-on", "account", me.Id, new { });
        await db.SaveChangesAsync();
        await LoadAsync(me);
        NewCodes = codes;
        return Page();
    }

    public async Task<IActionResult> OnPostRenewAsync()
    {
        var me = await again.AccountAsync();
        if (await again.CheckAsync(me, Current) is { } wrong)
            return await ShowAsync(me, wrong.On(nameof(Current)));
        await LoadAsync(me);
        if (IsOn)
            NewCodes = await factors.NewRecoveryCodesAsync(me.Id);
        return Page();
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        var me = await again.AccountAsync();
        if (await again.CheckAsync(me, Current) is { } wrong)
            return await ShowAsync(me, wrong.On(nameof(Current)));
        await db.TransactAsync(async () =>
        {
            await factors.DisableAsync(me.Id);
            mails.SecondFactorOff(me);
            journal.Append("account.two-factor-off", "account", me.Id, new { });
            await db.SaveChangesAsync();
        });
        Notice = T["La double authentification est arrêtée."];
        return Redirect("/compte/double-authentification");
    }

    private async Task<IActionResult> ShowAsync(Account me, Refusal refusal)
    {
        await LoadAsync(me);
        return Refused(refusal);
    }

    private async Task LoadAsync(Account me)
    {
        IsOn = await factors.IsEnabledAsync(me.Id);
        NeedsEmail = me.EmailConfirmedAt is null;
        CodesLeft = await factors.RecoveryLeftAsync(me.Id);
    }

    private void ShowSecret(Account me, byte[] secret)
    {
        Secret = string.Join(' ', Totp.ToText(secret).Chunk(4).Select(c => new string(c)));
        Address = Totp.ToUri(secret, Tenant.Text("SiteName", Tenant.DisplayName), me.Email);
        Picture = QrCode.Of(Address);
    }
}
