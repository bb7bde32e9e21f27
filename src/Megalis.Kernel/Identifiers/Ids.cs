using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Megalis.Kernel.Identifiers;

/// <summary>
/// Identifiers of 26 characters (130 bits) in the alphabet of Orchard's content item ids: lower case, without i, l, o, u.
/// They are safe in a URL, in a path and in a column compared ordinally.
/// </summary>
public static class Ids
{
    public const int Length = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeLength = 10;
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <inheritdoc cref="New(DateTimeOffset)"/>
    public static string New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return New(clock.GetUtcNow());
    }

    /// <summary>
    /// Ten characters of milliseconds since 1970, then eighty random bits: ids sort by the millisecond of their making,
    /// which keeps index pages together, and cannot be guessed. Use <see cref="Random"/> where the instant itself must not be told.
    /// </summary>
    public static string New(DateTimeOffset instant) => string.Create(Length, instant.ToUnixTimeMilliseconds(), static (id, millis) =>
    {
        for (var i = TimeLength - 1; i >= 0; i--, millis >>= 5)
            id[i] = Alphabet[(int)(millis & 31)];
        FillRandom(id[TimeLength..]);
    });

    /// <summary>All 130 bits are random.</summary>
    public static string Random() => string.Create(Length, 0, static (id, _) => FillRandom(id));

    /// <summary>True for 26 characters of the alphabet: nothing else may become part of a path.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? id) =>
        id is { Length: Length } && id.AsSpan().IndexOfAnyExcept(Letters) < 0;

    private static void FillRandom(Span<char> target)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes = bytes[..target.Length];
        RandomNumberGenerator.Fill(bytes);
        for (var i = 0; i < target.Length; i++)
            target[i] = Alphabet[bytes[i] & 31];
    }
}
