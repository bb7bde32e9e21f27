using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.SignIn;

/// <summary>Where a try to sign in leads.</summary>
/// <param name="Refusal">Why not; null when it goes on.</param>
/// <param name="Wait">How long nothing may be tried.</param>
/// <param name="CodeSecret">The password was right and the code of the telephone is asked: the token that remembers it.</param>
/// <param name="UsedRecovery">The code was one of the paper's.</param>
internal sealed record SignInResult(Refusal? Refusal = null, TimeSpan? Wait = null, string? CodeSecret = null, bool UsedRecovery = false);

/// <summary>Password, then code. An unknown address is answered as a wrong password: the same words, after the same work.</summary>
internal sealed class SignInSteps(MegalisDb db, Passwords passwords, Throttle throttle, TwoFactors factors, Tokens tokens, Sessions sessions)
{
    public async Task<SignInResult> TryPasswordAsync(string? typedEmail, string? password)
    {
        var email = (typedEmail ?? "").Trim();
        var (forAccount, forNetwork) = (ThrottleKey.Account(email), throttle.Network);
        var forBoth = forAccount.From(forNetwork, BackOff.AccountFromNetwork);
        if (await throttle.ChargeAsync(forNetwork, forBoth, forAccount) is { } wait)
            return new SignInResult(TooMany(wait), wait);
        var folded = Folded.Of(email);
        var account = await db.Set<Account>().SingleOrDefaultAsync(a => a.EmailFolded == folded);
        if (!passwords.Verify(account, password))
            return new SignInResult(new Refusal("Adresse électronique ou mot de passe incorrect."));
        await throttle.ForgetAsync(forBoth);
        await throttle.ForgetAsync(forAccount);
        await throttle.RefundAsync(forNetwork);
        return await PasswordPassedAsync(account!);
    }

    /// <summary>The second step, with the token of the first.</summary>
    public async Task<SignInResult> TryCodeAsync(string? secret, string? code)
    {
        if (await tokens.PeekAsync(TokenKind.SecondFactor, secret) is not { } first)
            return new SignInResult(new Refusal("Trop de temps a passé depuis le mot de passe : recommencez la connexion."));
        var key = ThrottleKey.Code(first.AccountId);
        if (await throttle.ChargeAsync(throttle.Network, key) is { } wait)
            return new SignInResult(TooMany(wait), wait);
        var result = await factors.SpendAsync(first.AccountId, code);
        if (result == CodeResult.Wrong || await tokens.SpendAsync(TokenKind.SecondFactor, secret) is null)
            return new SignInResult(new Refusal("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant et vérifiez l'heure du téléphone.").On("Code"));
        await throttle.ForgetAsync(key);
        await throttle.RefundAsync(throttle.Network);
        var account = await db.Set<Account>().SingleAsync(a => a.Id == first.AccountId);
        if (await DisabledAsync(account.Id) is { } refusal)
            return new SignInResult(refusal);
        await sessions.OpenAsync(account);
        return new SignInResult(UsedRecovery: result == CodeResult.Recovery);
    }

    internal static Refusal TooMany(TimeSpan wait) => wait < TimeSpan.FromSeconds(90)
        ? new Refusal("Trop d'essais ont échoué. Attendez {0} secondes avant de recommencer.", (int)Math.Ceiling(wait.TotalSeconds))
        : new Refusal("Trop d'essais ont échoué. Attendez {0} minutes avant de recommencer.", (int)Math.Ceiling(wait.TotalMinutes));

    private async Task<SignInResult> PasswordPassedAsync(Account account)
    {
        // Said only to someone who knows the password.
        if (await DisabledAsync(account.Id) is { } refusal)
            return new SignInResult(refusal);
        if (await factors.IsEnabledAsync(account.Id))
        {
            var secret = tokens.Add(TokenKind.SecondFactor, account.Id);
            await db.SaveChangesAsync();
            return new SignInResult(CodeSecret: secret);
        }

        await sessions.OpenAsync(account);
        return new SignInResult();
    }

    private async Task<Refusal?> DisabledAsync(string accountId) =>
        await db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == accountId)
            ? new Refusal("Ce compte a été désactivé. Écrivez à l'assistance si vous pensez que c'est une erreur.")
            : null;
}
