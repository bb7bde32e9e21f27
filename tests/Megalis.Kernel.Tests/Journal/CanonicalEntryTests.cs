using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Journal;

namespace Megalis.Kernel.Tests.Journal;

public class CanonicalEntryTests
{
    private static readonly JournalHeader Deposit = new("01kkp8h0003zvjb56rrng70w55", 12, 1_772_452_800_123_456, "pli.deposited", "u-4gq1ch13zvjb", "consultation", "KER-2026-014 « École »");
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>Frozen: a journal written by one version must verify in all later ones.</summary>
    [Fact]
    public void The_bytes_and_hashes_of_an_entry_never_change()
    {
        var payload = CanonicalEntry.PayloadHash(Salt, "{\"files\":2}"u8);
        var bytes = CanonicalEntry.Bytes(Deposit, payload);
        Assert.Equal("21dc75ef83f2b7d15b359a79e9da56d0eeeccf96c3c46718ad2f97665e85ebf3", Convert.ToHexStringLower(payload));
        Assert.Equal(
            """{"act":"pli.deposited","actor":"u-4gq1ch13zvjb","at":1772452800123456,"entry":"01kkp8h0003zvjb56rrng70w55","payload":"21dc75ef83f2b7d15b359a79e9da56d0eeeccf96c3c46718ad2f97665e85ebf3","subjectId":"KER-2026-014 « École »","subjectKind":"consultation","tenant":12,"v":1}""",
            Encoding.UTF8.GetString(bytes));
        Assert.Equal("bece62bc9b751995b0b215d8bd6118f0b6d166c34d83e7e68442102ecbd79856", Convert.ToHexStringLower(Merkle.LeafHash(bytes)));
    }

    [Fact]
    public void Only_what_must_be_escaped_is_escaped()
    {
        var bytes = CanonicalEntry.Bytes(Deposit with { SubjectId = "\"\\/\b\t\n\f\r\u0001\u001f\u007f<é\u2028😀" }, new byte[32]);
        Assert.Contains("\"subjectId\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\u007f<é\u2028😀\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back_whatever_the_texts() =>
        Prop.ForAll(Texts().ToArbitrary(), Texts().ToArbitrary(), ArbMap.Default.ArbFor<long>(), (act, subject, at) =>
        {
            var header = Deposit with { Act = act, SubjectId = subject, AtMicros = at };
            var payload = CanonicalEntry.PayloadHash(CanonicalEntry.NewSalt(), Encoding.UTF8.GetBytes(subject));
            var (read, readPayload) = CanonicalEntry.Read(CanonicalEntry.Bytes(header, payload));
            return read == header && readPayload.AsSpan().SequenceEqual(payload);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"act\":1}")]
    [InlineData("not json")]
    public void Bytes_of_something_else_are_refused(string text) =>
        Assert.Throws<FormatException>(() => CanonicalEntry.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"tenant\":12", "\"tenant\": 12")]
    [InlineData("\"tenant\":12", "\"tenant\":12,\"x\":1")]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("pli", "\\u0070li")]
    [InlineData("\"act\":\"pli.deposited\",", "\"act\":\"x\",\"act\":\"pli.deposited\",")]
    public void The_same_entry_in_another_form_is_refused(string found, string replaced)
    {
        var text = Encoding.UTF8.GetString(CanonicalEntry.Bytes(Deposit, new byte[32]));
        Assert.Throws<FormatException>(() => CanonicalEntry.Read(Encoding.UTF8.GetBytes(text.Replace(found, replaced, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_half_character_a_short_salt_and_a_short_hash_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => CanonicalEntry.Bytes(Deposit with { Act = "a\ud800" }, new byte[32]));
        Assert.Throws<ArgumentException>(() => CanonicalEntry.PayloadHash(new byte[16], "x"u8));
        Assert.Throws<ArgumentException>(() => CanonicalEntry.Bytes(Deposit, new byte[20]));
    }

    [Fact]
    public void The_same_payload_under_another_salt_cannot_be_recognised() =>
        Assert.NotEqual(CanonicalEntry.PayloadHash(CanonicalEntry.NewSalt(), "oui"u8), CanonicalEntry.PayloadHash(CanonicalEntry.NewSalt(), "oui"u8));

    private static Gen<string> Texts() =>
        Gen.Choose(0, 0x2FFF).Where(i => i is < 0xD800 or > 0xDFFF).Select(i => (char)i).ArrayOf().Select(chars => new string(chars));
}
