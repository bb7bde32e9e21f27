using System.Security.Cryptography;

namespace Megalis.Users.Domain;

/// <summary>The telephone that an account asks for after the password.</summary>
internal sealed class TwoFactor
{
    public string AccountId { get; init; } = "";

    /// <summary>Under data protection: a copy of the database alone makes no codes.</summary>
    public string ProtectedSecret { get; set; } = "";

    /// <summary>Null while the first code has not been typed: the application may not hold the secret yet.</summary>
    public DateTimeOffset? EnabledAt { get; set; }

    /// <summary>The last step whose code was used.</summary>
    public long LastStep { get; set; }
}

/// <summary>A code for the day when the telephone is lost. Kept as a digest, used once.</summary>
internal sealed class RecoveryCode
{
    public const int Count = 10;

    // Without i, l, o, u, 0, 1: read aloud and copied from paper.
    private const string Letters = "abcdefghjkmnpqrstvwxyz23456789";
    private const int Groups = 4;
    private const int Group = 4;

    public string AccountId { get; init; } = "";
    public string Hash { get; init; } = "";
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Sixteen characters in four groups: 78 bits, so that a digest taken from a stolen copy cannot be searched.</summary>
    public static string Make() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, Group)));

    /// <summary>The digest of a code as typed, with or without hyphen and spaces; bound to its account.</summary>
    public static string Digest(string accountId, string typed)
    {
        var plain = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return OneTimeToken.Digest($"{accountId}:{plain}");
    }
}
