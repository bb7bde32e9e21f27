using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Access;
using Megalis.Users.Domain;

namespace Megalis.Users.Contracts;

/// <summary>
/// For pages on which somebody without an account types an address that will be written to: what passes for one, and how often it
/// may be done. Counted in rows of the database, for the address (3 at once, then 10 min doubling to 12 h) and for the visitor's
/// network address, whether anybody is known under the address or not: the answer tells nothing.
/// </summary>
public sealed class VisitorMails
{
    private readonly Throttle _throttle;

    internal VisitorMails(Throttle throttle) => _throttle = throttle;

    /// <summary>Gives back the address without blanks around it, or says in one sentence what is wrong with it.</summary>
    public static Refusal? CheckAddress(string? typed, out string address) => EmailAddress.Check(typed, out address);

    /// <summary>« contact@menuiserie.example » as « c…@menuiserie.example ».</summary>
    public static string Hidden(string address) => EmailAddress.Hidden(address);

    /// <summary>Charges one mail; how long to wait when there were too many, and then none may be sent.</summary>
    /// <param name="purpose">Each kind of mail counts for itself: « alerte ».</param>
    public Task<TimeSpan?> ChargeAsync(string purpose, string email)
    {
        // Apart from failed sign-ins: who asks for mails must not shut a whole town hall out.
        var network = _throttle.Network;
        return _throttle.ChargeAsync(network with { Key = $"mail-{purpose}-{network.Key}" }, Key(purpose, email));
    }

    /// <summary>What <see cref="ChargeAsync"/> answered, as a sentence.</summary>
    public static Refusal TooOften(TimeSpan wait) => (int)Math.Ceiling(wait.TotalMinutes) is > 1 and var minutes
        ? new Refusal("Trop de demandes pour cette adresse ou depuis votre réseau : attendez {0} minutes, puis recommencez.", minutes)
        : new Refusal("Trop de demandes pour cette adresse ou depuis votre réseau : attendez une minute, puis recommencez.");

    /// <summary>The owner of the address answered one: it counts no more.</summary>
    public Task RefundAsync(string purpose, string email) => _throttle.RefundAsync(Key(purpose, email));

    private static ThrottleKey Key(string purpose, string email) => new($"mail-{purpose}:{OneTimeToken.Digest(Mailbox(Folded.Of(email)))}", BackOff.Mail);

    /// <summary>« mairie+1@… » and « mairie+2@… » are one mailbox where such tags are known (RFC 5233): tags are no way around the count.</summary>
    private static string Mailbox(string folded) =>
        folded.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && folded.LastIndexOf('@') is var at && plus < at ? folded[..plus] + folded[at..] : folded;
}
