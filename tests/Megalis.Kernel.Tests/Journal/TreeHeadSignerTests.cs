using System.Runtime.Versioning;
using System.Security.Cryptography;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tests.Files;

namespace Megalis.Kernel.Tests.Journal;

public sealed class TreeHeadSignerTests : IDisposable
{
    private const string KnownPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAET8D2pIDZh+sQNH6l241Hzq3IirX0
        TEYPTHw9Qp/j6UpqoOht1ZOwaFPAsmDNj7LTJJlJfGG4k/2sO5YuYQrezA==
        -----END PUBLIC KEY-----
        """;

    private static readonly TreeHead Head = new("marches.example.bzh", 4_509, Convert.FromHexString("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"), 1_772_452_800_123_456);

    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    /// <summary>Frozen: heads that were handed out years ago must still verify.</summary>
    [Fact]
    public void A_head_signed_by_the_first_version_still_verifies()
    {
        var text = """
            megalis-journal/v1
            marches.example.bzh
            4509
            XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
            1772452800123456
            cle b981813c2f3c7a3b70b7131f896126df59faf8ba19a00969a013de8ad1de81b5
            signature uPQC5KZYVUqF6SYUzaILccYxaIpREOV3EWsbXkakNuFI213grjgthv9RhbwP4UgqXLmCd8+8fnDF+DvVdXdImg==

            """;
        var signed = Assert.Single(SignedTreeHead.ReadAll(text));
        Assert.Equal(Head, signed.Head);
        Assert.True(TreeHeadSigner.Verify(signed, KnownPublicKey));
        Assert.Equal(text, signed.ToText());
    }

    [Fact]
    public void A_signed_head_verifies_and_any_change_to_it_does_not()
    {
        using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
        var signed = signer.Sign(Head);
        bool Verifies(SignedTreeHead head) => TreeHeadSigner.Verify(head, signer.PublicKeyPem);

        Assert.True(Verifies(signed));
        Assert.False(Verifies(signed with { Head = Head with { TreeSize = 4_508 } }));
        Assert.False(Verifies(signed with { Head = Head with { AtMicros = Head.AtMicros - 1 } }));
        Assert.False(Verifies(signed with { Head = Head with { Origin = "marches.example.fr" } }));
        Assert.False(Verifies(signed with { Head = Head with { Root = new byte[32] } }));
        Assert.False(Verifies(signed with { KeyId = new string('0', 64) }));
        Assert.False(Verifies(signed with { Signature = [.. signed.Signature.Reverse()] }));
        Assert.False(Verifies(signed with { Signature = [] }));
    }

    [Fact]
    public void A_head_signed_by_another_key_is_refused()
    {
        using var other = new TempFolder();
        using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
        using var stranger = TreeHeadSigner.OpenOrCreate(other.Path);
        Assert.False(TreeHeadSigner.Verify(stranger.Sign(Head), signer.PublicKeyPem));
        Assert.False(TreeHeadSigner.Verify(stranger.Sign(Head) with { KeyId = signer.KeyId }, signer.PublicKeyPem));
    }

    [Fact]
    public async Task Nodes_that_start_together_on_one_volume_share_one_key()
    {
        using var start = new ManualResetEventSlim();
        var nodes = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
        {
            start.Wait();
            using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
            return signer.KeyId;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        start.Set();
        Assert.Single((await Task.WhenAll(nodes)).Distinct());
        Assert.Equal([TreeHeadSigner.KeyPath(_data.Path)], _data.Everything());
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public void The_key_is_for_its_owner_alone_even_after_a_careless_restore()
    {
        TreeHeadSigner.OpenOrCreate(_data.Path).Dispose();
        var path = TreeHeadSigner.KeyPath(_data.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        TreeHeadSigner.OpenOrCreate(_data.Path).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void A_damaged_key_file_is_an_error_and_never_replaced(string damaged)
    {
        var path = TreeHeadSigner.KeyPath(_data.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, damaged);
        Assert.Throws<CryptographicException>(() => TreeHeadSigner.OpenOrCreate(_data.Path));
        Assert.Equal(damaged, File.ReadAllText(path));
    }

    [Fact]
    public void Heads_are_found_in_a_quoted_mail()
    {
        using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
        var (first, second) = (signer.Sign(Head), signer.Sign(Head with { TreeSize = 5_000 }));
        var mail = "Bonjour,\r\nvoici l’empreinte :\r\n> " + first.ToText().Replace("\n", "\r\n> ", StringComparison.Ordinal) + "\r\n\r\nMerci\r\n\t" + second.ToText();
        Assert.Equal([first, second], SignedTreeHead.ReadAll(mail));
        Assert.Empty(SignedTreeHead.ReadAll("Bonjour"));
    }

    [Theory]
    [InlineData("\n4509\n", "\n-1\n")]
    [InlineData("\n4509\n", "\n0\n")]
    [InlineData("\n4509\n", "\n 04509\n")]
    [InlineData("\n4509\n", "\n99999999999999999999\n")]
    [InlineData("XcnaeacG", "XcnaeacG!")]
    [InlineData("XcnaeacGWamtVZy3Ad7Zoqudgjqt", "")]
    [InlineData("signature ", "")]
    public void A_head_with_a_damaged_line_is_named_by_its_line(string found, string replaced)
    {
        using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
        var text = "Reçu\n" + signer.Sign(Head).ToText().Replace(found, replaced, StringComparison.Ordinal);
        Assert.StartsWith("Line 2:", Assert.Throws<FormatException>(() => SignedTreeHead.ReadAll(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nfeed")]
    public void An_origin_is_one_word(string origin)
    {
        using var signer = TreeHeadSigner.OpenOrCreate(_data.Path);
        Assert.Throws<InvalidOperationException>(() => signer.Sign(Head with { Origin = origin }));
    }
}
