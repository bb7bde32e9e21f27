using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Megalis.Kernel.Journal;

/// <summary>
/// The part of a journal entry that is never erased. It names people only by pseudonymous ids.
/// </summary>
/// <param name="EntryId">26 characters.</param>
/// <param name="TenantId">The row id of the tenant.</param>
/// <param name="AtMicros">The instant of the act, microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Act">A stable name of what was done, « pli.deposited ».</param>
/// <param name="Actor">The pseudonymous id of who did it, or « system ».</param>
/// <param name="SubjectKind">What it was done to, « consultation ».</param>
/// <param name="SubjectId">Which one.</param>
public sealed record JournalHeader(string EntryId, int TenantId, long AtMicros, string Act, string Actor, string SubjectKind, string SubjectId);

/// <summary>
/// The bytes of an entry that are hashed into the tree (ARCHITECTURE, section 7): the header and SHA-256(salt || payload), written as
/// JSON in one form only: keys sorted, no white space, only « " », « \ » and control characters escaped, as in RFC 8785.
/// Removing payload and salt erases the content for good and leaves these bytes, so the tree still verifies.
/// </summary>
public static class CanonicalEntry
{
    /// <summary>Of fixed size, so that no other salt and payload joined give the same bytes.</summary>
    public const int SaltSize = 32;

    private const int Version = 1;

    /// <summary>32 random bytes: without them a short payload could be guessed from its hash after erasure.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltSize);

    /// <summary>SHA-256(<paramref name="salt"/> || <paramref name="payload"/>), 32 bytes.</summary>
    public static byte[] PayloadHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        if (salt.Length != SaltSize) throw new ArgumentException($"A salt has {SaltSize} bytes, not {salt.Length}.", nameof(salt));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }

    /// <summary>The canonical bytes, to be stored as they are and hashed with <see cref="Merkle.LeafHash"/>.</summary>
    public static byte[] Bytes(JournalHeader header, ReadOnlySpan<byte> payloadHash)
    {
        ArgumentNullException.ThrowIfNull(header);
        Merkle.RequireHash(payloadHash);
        var json = new StringBuilder(256);
        json.Append("{\"act\":").AppendQuoted(header.Act);
        json.Append(",\"actor\":").AppendQuoted(header.Actor);
        json.Append(CultureInfo.InvariantCulture, $",\"at\":{header.AtMicros}");
        json.Append(",\"entry\":").AppendQuoted(header.EntryId);
        json.Append(",\"payload\":\"").Append(Convert.ToHexStringLower(payloadHash)).Append('"');
        json.Append(",\"subjectId\":").AppendQuoted(header.SubjectId);
        json.Append(",\"subjectKind\":").AppendQuoted(header.SubjectKind);
        json.Append(CultureInfo.InvariantCulture, $",\"tenant\":{header.TenantId},\"v\":{Version}}}");
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(json.ToString());
    }

    /// <summary>Reads canonical bytes back. <see cref="FormatException"/> when they are not exactly what <see cref="Bytes"/> writes: the journal was edited.</summary>
    public static (JournalHeader Header, byte[] PayloadHash) Read(ReadOnlySpan<byte> canonical)
    {
        try
        {
            var reader = new Utf8JsonReader(canonical);
            var json = JsonElement.ParseValue(ref reader);
            string Text(string key) => json.GetProperty(key).GetString()!;
            var header = new JournalHeader(Text("entry"), json.GetProperty("tenant").GetInt32(), json.GetProperty("at").GetInt64(),
                Text("act"), Text("actor"), Text("subjectKind"), Text("subjectId"));
            var payloadHash = Convert.FromHexString(Text("payload"));
            if (canonical.SequenceEqual(Bytes(header, payloadHash))) return (header, payloadHash);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("These bytes are no journal entry.", error);
        }
        throw new FormatException("This journal entry is not in canonical form.");
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (char)i), '"', '\\']);

    private static void AppendQuoted(this StringBuilder json, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        json.Append('"');
        if (text.AsSpan().IndexOfAny(Escaped) < 0) json.Append(text);
        else foreach (var c in text) json.AppendEscaped(c);
        json.Append('"');
    }

    private static void AppendEscaped(this StringBuilder json, char c)
    {
        if (!Escaped.Contains(c))
        {
            json.Append(c);
            return;
        }
        var brief = "\b\t\n\f\r\"\\".IndexOf(c, StringComparison.Ordinal);
        if (brief >= 0) json.Append('\\').Append("btnfr\"\\"[brief]);
        else json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
    }
}
