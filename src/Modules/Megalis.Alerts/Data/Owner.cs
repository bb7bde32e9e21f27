using System.Linq.Expressions;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;

namespace Megalis.Alerts.Data;

/// <summary>Whose searches are meant: an account with what its confirmed address asked for before, or an address alone.</summary>
/// <param name="AccountId">Empty for an address.</param>
/// <param name="EmailFolded">Empty for an account whose address nobody confirmed.</param>
internal sealed record Owner(string AccountId, string EmailFolded)
{
    public static Owner OfAddress(string email) => new("", Folded.Of(email));

    public static Owner Of(AccountCard account) => new(account.Id, account is { EmailConfirmed: true, IsErased: false } ? Folded.Of(account.Email) : "");

    /// <summary>The person of this request; null when nobody is signed in.</summary>
    public static async Task<Owner?> OfAsync(CurrentUser user, Accounts accounts, CancellationToken stop) =>
        !user.IsSignedIn ? null : await accounts.FindAsync(user.AccountId, stop) is { } card ? Of(card) : new Owner(user.AccountId, "");

    public Expression<Func<SavedSearch, bool>> Owns()
    {
        var (account, email) = (AccountId, EmailFolded);
        return s => (account != "" && s.AccountId == account) || (email != "" && s.AccountId == "" && s.EmailFolded == email);
    }
}
