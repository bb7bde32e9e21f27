using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Alerts.Domain;

/// <summary>
/// A search that somebody wants to be told of. A host table: whoever publishes, every search of the region is asked. It belongs
/// to an account, or to an address whose owner said yes by a link in a mail.
/// </summary>
internal sealed class SavedSearch : IVersioned
{
    public const int LongestName = 120;

    /// <summary>How long the link of the mail that asks for a yes can be used.</summary>
    public static readonly TimeSpan ToConfirm = TimeSpan.FromDays(7);

    /// <summary>Named in the percolator; never reused.</summary>
    public long Id { get; init; }

    public int Version { get; set; }

    /// <summary>Names it in links of mails; whoever has it may stop this alert, and nothing else.</summary>
    public string Mark { get; init; } = "";

    /// <summary>Where it was made: on the portal it looks at the region, on an entité's site at that entité's own consultations.</summary>
    public int TenantId { get; init; }

    /// <summary>Empty for an address without an account.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Empty for an account, whose own address counts.</summary>
    public string Email { get; init; } = "";
    public string EmailFolded { get; init; } = "";
    public string Name { get; set; } = "";

    /// <summary>The words of the address of <c>/marches</c> in their one spelling, « ?q=toiture&amp;dep=56 »; empty for everything.</summary>
    public string Query { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Query"/>: what an index can hold of a text that may be long.</summary>
    public string QueryHash { get; private set; } = "";
    public Rhythm Rhythm { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its owner said yes; at once for an account with a confirmed address.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Digest of the secret in the mail that asks; empty when nothing is asked.</summary>
    public string TokenHash { get; private set; } = "";
    public DateTimeOffset? TokenExpiresAt { get; private set; }
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>When it was stopped or removed; kept for a while, so that this can be undone.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>Since when it runs as it is: what was published before is no news to it, and three weeks without a find count from here.</summary>
    public DateTimeOffset RunsSince { get; private set; }

    /// <summary>When a wider search was proposed: once for the same criteria.</summary>
    public DateTimeOffset? WidenedAt { get; set; }

    /// <summary>Place of its last change among the changes of all searches; nodes read on from the last one they know.</summary>
    public long Revision { get; set; }

    public bool IsActive => ConfirmedAt is not null && StoppedAt is null && PausedAt is null;
    public bool IsOfAccount => AccountId.Length > 0;

    /// <summary>Sorts and groups searches by whose they are.</summary>
    public string OwnerKey => IsOfAccount ? "a:" + AccountId : "e:" + EmailFolded;

    public static string HashOf(string query) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)));

    /// <summary>The name as given, on one line; what the search is called when there is none.</summary>
    public static string NameOr(string? typed, string proposed) =>
        OneLine.Of(typed, LongestName) is { Length: > 0 } name ? name : OneLine.Of(proposed, LongestName);

    public void LookFor(string query, DateTimeOffset now)
    {
        if (query == Query && QueryHash.Length > 0)
            return;
        (Query, QueryHash, RunsSince, WidenedAt) = (query, HashOf(query), now, null);
    }

    /// <summary>A yes: of the account itself, or by the link.</summary>
    public void Confirm(DateTimeOffset now)
    {
        (ConfirmedAt, RunsSince) = (ConfirmedAt ?? now, now);
        (TokenHash, TokenExpiresAt, StoppedAt, PausedAt) = ("", null, null, null);
    }

    /// <summary>Asks for a yes; gives back the secret for the mail, which is nowhere else. An earlier one is worthless from now on.</summary>
    public string Ask(DateTimeOffset now)
    {
        var secret = Ids.Random() + Ids.Random();
        (TokenHash, TokenExpiresAt) = (HashOf(secret), now + ToConfirm);
        return secret;
    }

    public Refusal? CheckToken(DateTimeOffset now) => TokenExpiresAt > now ? null : new Refusal("Ce lien a déjà servi, ou il est trop ancien. Enregistrez la recherche encore une fois.");

    /// <summary>For a demonstration: as if it had been saved then.</summary>
    public void RunSince(DateTimeOffset instant) => RunsSince = instant;

    public void Pause(DateTimeOffset now) => PausedAt ??= now;

    public void Resume(DateTimeOffset now)
    {
        if (PausedAt is not null)
            (PausedAt, RunsSince) = (null, now);
    }

    public void Stop(DateTimeOffset now) => StoppedAt ??= now;

    public void Restore() => StoppedAt = null;
}
