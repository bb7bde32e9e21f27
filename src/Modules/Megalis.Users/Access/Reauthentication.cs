using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Megalis.Users.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>What changes the way into an account asks for its password once more: an open browser is not its owner.</summary>
internal sealed class Reauthentication(MegalisDb db, CurrentUser user, Passwords passwords, Throttle throttle)
{
    /// <summary>The signed-in person's account, tracked.</summary>
    public Task<Account> AccountAsync()
    {
        var me = user.AccountId;
        return db.Set<Account>().SingleAsync(a => a.Id == me);
    }

    public async Task<Refusal?> CheckAsync(Account account, string? password)
    {
        var key = new ThrottleKey("again:" + account.Id, BackOff.Again);
        if (await throttle.ChargeAsync(key) is { } wait)
            return SignInSteps.TooMany(wait);
        if (!passwords.Verify(account, password))
            return new Refusal("Ce n'est pas votre mot de passe actuel.");
        await throttle.ForgetAsync(key);
        return null;
    }
}
