using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Identity;

namespace Megalis.Users.Access;

/// <summary>Hashes and compares passwords with ASP.NET Core Identity's hasher; an unknown account costs the same time.</summary>
internal sealed class Passwords(IPasswordHasher<Account> hasher)
{
    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword(null!, OneTimeToken.NewSecret()));

    /// <param name="password">As typed.</param>
    /// <param name="own">Name and address of the person, which whoever guesses tries first.</param>
    public static Refusal? Check(string? password, params IReadOnlyCollection<string> own) => PasswordRules.Check(password, own)
        ?? (CommonPasswords.IsCommon(password!, own) ? new Refusal(CommonPasswords.Explanation) : null);

    public string Hash(Account account, string password) => hasher.HashPassword(account, PasswordRules.Prepared(password));

    /// <summary>False too for an account without password, and for none at all, after the same work.</summary>
    public bool Verify(Account? account, string? password)
    {
        var stored = account is { PasswordHash.Length: > 0 } ? account.PasswordHash : _decoy.Value;
        var typed = password is { Length: > 0 and <= PasswordRules.MaxLength } ? password : "-";
        var result = hasher.VerifyHashedPassword(account!, stored, PasswordRules.Prepared(typed));
        if (account is not { PasswordHash.Length: > 0 } || result == PasswordVerificationResult.Failed)
            return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            account.PasswordHash = Hash(account, typed);
        return true;
    }
}
