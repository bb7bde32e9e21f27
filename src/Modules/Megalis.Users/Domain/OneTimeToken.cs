using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Megalis.Users.Domain;

/// <summary>What a token lets its bearer do.</summary>
internal enum TokenKind
{
    ConfirmEmail,
    ChangeEmail,
    ResetPassword,

    /// <summary>Between the password and the code of the telephone.</summary>
    SecondFactor,

    /// <summary>From the portal to a tenant's host.</summary>
    Passage,
}

/// <summary>A secret that works once and for a while. Only its digest is kept.</summary>
internal sealed class OneTimeToken
{
    public string Hash { get; init; } = "";
    public TokenKind Kind { get; init; }
    public string AccountId { get; init; } = "";

    /// <summary>What the act needs: the new address, the tenant and its return path ... JSON.</summary>
    public string Data { get; init; } = "{}";
    public DateTimeOffset ExpiresAt { get; init; }

    public static TimeSpan LifeOf(TokenKind kind) => kind switch
    {
        TokenKind.Passage => TimeSpan.FromSeconds(60),
        TokenKind.SecondFactor => TimeSpan.FromMinutes(10),
        TokenKind.ResetPassword => TimeSpan.FromHours(1),
        TokenKind.ChangeEmail => TimeSpan.FromHours(24),
        _ => TimeSpan.FromDays(7),
    };

    /// <summary>256 random bits in 43 characters that are safe in an address.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 in hexadecimal. Enough for what is random already; passwords are hashed otherwise.</summary>
    public static string Digest(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
