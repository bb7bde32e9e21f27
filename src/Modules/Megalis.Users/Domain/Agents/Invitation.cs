using Megalis.Kernel.Identifiers;

namespace Megalis.Users.Domain.Agents;

/// <summary>
/// An agent is asked in by e-mail: whoever holds the link and owns the address enters with these roles. A host row,
/// because the link is opened on the portal.
/// </summary>
internal sealed class Invitation
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public string Id { get; init; } = "";
    public int TenantId { get; init; }
    public string Email { get; init; } = "";
    public string EmailFolded { get; init; } = "";

    /// <summary>Role names, separated by semicolons.</summary>
    public string Roles { get; init; } = "";

    /// <summary>« secrétaire de mairie ».</summary>
    public string Title { get; init; } = "";
    public string Hash { get; init; } = "";
    public string ById { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public string AcceptedById { get; set; } = "";

    public static (Invitation Invitation, string Secret) Write(
        int tenantId, string email, IEnumerable<string> roles, string title, string byId, DateTimeOffset now)
    {
        var secret = OneTimeToken.NewSecret();
        return (new Invitation
        {
            Id = Ids.New(now),
            TenantId = tenantId,
            Email = email,
            EmailFolded = Folded.Of(email),
            Roles = string.Join(';', roles),
            Title = title,
            Hash = OneTimeToken.Digest(secret),
            ById = byId,
            CreatedAt = now,
            ExpiresAt = now + Life,
        }, secret);
    }

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && ExpiresAt > now;
}

/// <summary>
/// A membership that was taken away for a time: who did it, when, why, and what to give back. The kernel's row is gone
/// meanwhile, so that no right is left by mistake.
/// </summary>
internal sealed class MembershipSuspension
{
    public string AccountId { get; init; } = "";
    public int TenantId { get; init; }
    public string Roles { get; init; } = "";
    public string Title { get; init; } = "";
    public DateTimeOffset Since { get; init; }
    public string ById { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Reason { get; init; } = "";
}
