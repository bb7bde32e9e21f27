using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Users.Domain;

/// <summary>
/// One person, one account, for the portal and every entité. A host row: what the person may do in a tenant is their
/// <c>Membership</c> there.
/// </summary>
internal sealed class Account : IVersioned
{
    public const int MaxName = 120;

    public string Id { get; init; } = "";
    public string Email { get; private set; } = "";

    /// <summary>Unique: two addresses that differ by capitals only are one account's.</summary>
    public string EmailFolded { get; private set; } = "";
    public string DisplayName { get; private set; } = "";
    public string DisplayNameFolded { get; private set; } = "";

    /// <summary>ASP.NET Core Identity's format; empty when nobody may sign in by password (an erased account).</summary>
    public string PasswordHash { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a mail sent to <see cref="Email"/> came back with its code. Never a condition of a deposit.</summary>
    public DateTimeOffset? EmailConfirmedAt { get; private set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>When the person had the account erased; the row stays, without anything that names them.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Made by a demonstration recipe: offered as a button on the sign-in page in Development.</summary>
    public bool IsDemo { get; init; }

    public int Version { get; set; }

    /// <param name="id">26 characters of another system's export; drawn when null.</param>
    public static Account Open(string email, string displayName, DateTimeOffset now, bool isDemo = false, string? id = null)
    {
        var account = new Account { Id = id ?? Ids.New(now), CreatedAt = now, IsDemo = isDemo };
        account.SetEmail(email, confirmedAt: null);
        account.Rename(displayName);
        return account;
    }

    /// <summary>The name that others read. Gives it back without blanks around it.</summary>
    public static Refusal? CheckName(string? typed, out string name)
    {
        name = string.Join(' ', (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (name.Length == 0)
            return new Refusal("Écrivez votre prénom et votre nom.");
        return name.Length <= MaxName && !name.Any(char.IsControl)
            ? null
            : new Refusal("Votre nom compte {0} caractères au plus.", MaxName);
    }

    public void Rename(string displayName) => (DisplayName, DisplayNameFolded) = (displayName, Folded.Of(displayName));

    public void SetEmail(string email, DateTimeOffset? confirmedAt) =>
        (Email, EmailFolded, EmailConfirmedAt) = (email, Folded.Of(email), confirmedAt);

    /// <summary>The person proved that they read this mailbox. Says whether that is news.</summary>
    public bool ConfirmEmail(DateTimeOffset now)
    {
        if (EmailConfirmedAt is not null)
            return false;
        EmailConfirmedAt = now;
        return true;
    }

    /// <summary>Removes whatever names the person. The id stays in registers and journals as a pseudonym.</summary>
    public void Erase(DateTimeOffset now)
    {
        Rename("Compte effacé");
        // Unique and unreachable: .invalid never resolves (RFC 2606).
        SetEmail($"{Id}@compte-efface.invalid", confirmedAt: null);
        PasswordHash = "";
        LastSignInAt = null;
        ErasedAt = now;
    }
}

/// <summary>Who closed an account, when and why. While the row stands, every request of the account is refused.</summary>
internal sealed class AccountDisabling
{
    public const int MaxReason = 500;

    public string AccountId { get; init; } = "";
    public string ById { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Reason { get; init; } = "";
}
