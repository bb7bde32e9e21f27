using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Tests.Security;

public class ArchiveLimiterTests
{
    private static readonly ArchiveLimits Small = new() { MaxEntries = 5, MaxTotalBytes = 10_000, MaxEntryBytes = 6_000, RatioFreeBytes = 2_000, MaxRatio = 50, MaxFolderDepth = 4, MaxNesting = 2 };

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public async Task Files_are_handed_over_in_order_with_their_content(string format)
    {
        var archive = Made(format, ("DCE/CCTP lot n° 1.pdf", "contenu"), ("DCE/", ""), ("./règlement.pdf", "é"), ("vide.txt", ""));
        Assert.Equal([("DCE/CCTP lot n° 1.pdf", "contenu"), ("règlement.pdf", "é"), ("vide.txt", "")], await ReadAsync(archive));
        Assert.Equal(3, (await ReadAsync(new DribblingPipe(archive.ToArray()))).Count);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\windows\\x")]
    [InlineData("c:x")]
    [InlineData("..\\..\\x")]
    [InlineData("a/.. /x")]
    public async Task A_name_that_climbs_or_hides_is_refused(string name)
    {
        foreach (var format in new[] { "zip", "tar" })
        {
            var error = await RefusalAsync(Made(format, ("bon.txt", "x"), (name, "x")));
            Assert.Equal(ArchiveFault.BadName, error.Fault);
            Assert.DoesNotContain('/', error.Entry!);
            Assert.DoesNotContain('\n', error.Explain());
        }
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    public async Task A_name_with_a_control_character_is_refused(string name) => Assert.Equal(ArchiveFault.BadName, (await RefusalAsync(Made("zip", (name, "x")))).Fault);

    [Fact]
    public async Task A_failure_of_whoever_reads_is_not_called_damage_of_the_archive()
    {
        var reading = new ArchiveLimiter().ReadAsync(Made("zip", ("a", "x")), (_, _, _) => throw new InvalidDataException("mine"), default);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidDataException>(() => reading)).Message);
    }

    [Fact]
    public async Task Names_too_long_too_deep_or_twice_are_refused()
    {
        Assert.Equal(ArchiveFault.BadName, (await RefusalAsync(Made("zip", (new string('x', 256), "x")))).Fault);
        Assert.Equal(ArchiveFault.TooDeep, (await RefusalAsync(Made("zip", ("a/b/c/d/e", "x")), Small)).Fault);
        Assert.Equal(ArchiveFault.DuplicateName, (await RefusalAsync(Made("zip", ("a/é", "x"), ("a\\e\u0301", "y")))).Fault);
        Assert.Equal(ArchiveFault.DuplicateName, (await RefusalAsync(Made("tar", ("a", "x"), ("./a", "y")))).Fault);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task Too_many_files_too_large_a_file_or_too_much_in_all_is_refused(string format)
    {
        Assert.Equal(ArchiveFault.TooManyEntries, (await RefusalAsync(Made(format, [.. Enumerable.Range(0, 6).Select(i => ($"{i}", "x"))]), Small)).Fault);
        Assert.Equal(ArchiveFault.TooLarge, (await RefusalAsync(Made(format, ("a", Noise(6_001))), Small)).Fault);
        Assert.Equal(ArchiveFault.TooLarge, (await RefusalAsync(Made(format, ("a", Noise(5_500)), ("b", Noise(5_500))), Small)).Fault);
        Assert.Equal(2, (await ReadAsync(Made(format, ("a", Noise(4_500)), ("b", Noise(4_500))), Small)).Count);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task An_archive_that_unpacks_abnormally_is_refused_before_it_fills_the_disk(string format)
    {
        var handed = 0L;
        var limiter = new ArchiveLimiter(Small with { MaxTotalBytes = 1L << 30, MaxEntryBytes = 1L << 30 });
        var error = await Assert.ThrowsAsync<ArchiveRefusedException>(() => limiter.ReadAsync(Made(format, ("a", new string('0', 2_000_000))), async (_, content, stop) =>
        {
            var buffer = new byte[4_096];
            for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;) handed += read;
        }, default));
        Assert.Equal(ArchiveFault.Bomb, error.Fault);
        Assert.InRange(handed, 0, 200_000);
    }

    [Fact]
    public async Task A_file_that_is_longer_than_it_claims_gives_no_byte_more()
    {
        var zip = Made("zip", ("a.bin", new string('0', 1_900))).ToArray();
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        Patch(zip, directory + 24, 100); // the size that the directory claims
        Patch(zip, 22, 100);
        var handed = 0;
        try
        {
            await new ArchiveLimiter(Small).ReadAsync(new MemoryStream(zip), async (_, content, stop) =>
            {
                var buffer = new byte[64];
                for (int read; (read = await content.ReadAsync(buffer, stop)) > 0;) handed += read;
            }, default);
        }
        catch (ArchiveRefusedException)
        {
            // Either the framework or the counter sees it.
        }
        Assert.InRange(handed, 0, 100);
    }

    [Fact]
    public async Task Archives_within_archives_share_one_budget()
    {
        var inner = Made("zip", ("a", Noise(4_000))).ToArray();
        var outer = MadeOf(("1.zip", inner), ("2.zip", inner));
        var limiter = new ArchiveLimiter(Small with { MaxTotalBytes = 12_000 });
        async Task OpenAsync(ArchiveEntry entry, Stream content, CancellationToken stop)
        {
            if (entry.Path.EndsWith(".zip", StringComparison.Ordinal)) await limiter.ReadAsync(content, OpenAsync, stop);
            else await content.CopyToAsync(Stream.Null, stop);
        }
        Assert.Equal(ArchiveFault.TooLarge, (await Assert.ThrowsAsync<ArchiveRefusedException>(() => limiter.ReadAsync(outer, OpenAsync, default))).Fault);

        limiter = new ArchiveLimiter(Small with { MaxTotalBytes = 100_000 });
        outer.Position = 0;
        await limiter.ReadAsync(outer, OpenAsync, default);
        limiter = new ArchiveLimiter(Small with { MaxTotalBytes = 100_000 });
        var third = MadeOf(("3.zip", MadeOf(("2.zip", inner)).ToArray()));
        Assert.Equal(ArchiveFault.TooDeep, (await Assert.ThrowsAsync<ArchiveRefusedException>(() => limiter.ReadAsync(third, OpenAsync, default))).Fault);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task Links_and_devices_are_refused(TarEntryType type)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, "lien");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        }
        tar.Position = 0;
        Assert.Equal(ArchiveFault.SpecialEntry, (await RefusalAsync(tar)).Fault);
    }

    [Fact]
    public async Task A_link_in_a_zip_is_refused()
    {
        var zip = new MemoryStream();
        using (var writer = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            writer.CreateEntry("lien").ExternalAttributes = 0xA1FF << 16;
        zip.Position = 0;
        Assert.Equal(ArchiveFault.SpecialEntry, (await RefusalAsync(zip)).Fault);
    }

    [Fact]
    public async Task An_archive_with_a_password_is_refused()
    {
        var zip = Made("zip", ("a", "x")).ToArray();
        zip[6] |= 1;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        Assert.Equal(ArchiveFault.Encrypted, (await RefusalAsync(new MemoryStream(zip))).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%PDF-1.7")]
    [InlineData("Rar!\u001a\u0007")]
    public async Task Another_format_is_named_as_such(string content) =>
        Assert.Equal(ArchiveFault.UnknownFormat, (await RefusalAsync(new MemoryStream(Encoding.Latin1.GetBytes(content)))).Fault);

    [Fact]
    public async Task Old_Windows_names_and_unflagged_UTF8_names_are_read_as_they_were_written()
    {
        var zip = Made("zip", ("XXXXX", "x"), ("YYYYY", "y")).ToArray();
        var names = new[] { ("XXXXX", Encoding.Latin1.GetBytes("t\u0082l\u0082!")), ("YYYYY", Encoding.UTF8.GetBytes("été")) };
        foreach (var (name, bytes) in names)
        {
            for (int at; (at = zip.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name))) >= 0;) bytes.CopyTo(zip, at);
        }
        Assert.Equal(["télé!", "été"], (await ReadAsync(new MemoryStream(zip))).Select(f => f.Path));
    }

    [Fact]
    public async Task A_tar_header_that_claims_gigabytes_of_attributes_costs_nothing()
    {
        var tar = Made("tar", ("a", "x")).ToArray();
        Assert.Equal((byte)'x', tar[156]);
        Encoding.ASCII.GetBytes("17777777777").CopyTo(tar, 124);
        var sum = 256 + tar.Take(512).Where((_, i) => i is < 148 or >= 156).Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ArchiveFault.Damaged, (await RefusalAsync(new MemoryStream(tar))).Fault);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void A_damaged_archive_is_read_or_refused_and_nothing_else(string format)
    {
        var whole = Made(format, ("DCE/a.pdf", Noise(700)), ("b.txt", new string('b', 300))).ToArray();
        Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), Gen.Choose(0, whole.Length).ToArbitrary(), (at, change, end) =>
        {
            var damaged = whole.ToArray();
            damaged[at] ^= (byte)change;
            return IsReadOrRefused(damaged) && IsReadOrRefused(damaged[..end]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private static bool IsReadOrRefused(byte[] archive)
    {
        try
        {
            ReadAsync(new MemoryStream(archive)).GetAwaiter().GetResult();
        }
        catch (ArchiveRefusedException)
        {
            // What it should be.
        }
        return true;
    }

    private static async Task<List<(string Path, string Text)>> ReadAsync(Stream archive, ArchiveLimits? limits = null)
    {
        var files = new List<(string, string)>();
        await new ArchiveLimiter(limits).ReadAsync(archive, async (entry, content, stop) =>
        {
            using var text = new StreamReader(content);
            files.Add((entry.Path, await text.ReadToEndAsync(stop)));
        }, default);
        return files;
    }

    private static Task<ArchiveRefusedException> RefusalAsync(Stream archive, ArchiveLimits? limits = null) =>
        Assert.ThrowsAsync<ArchiveRefusedException>(() => ReadAsync(archive, limits));

    private static string Noise(int length)
    {
        var random = new Random(length);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(33, 127)));
    }

    private static void Patch(byte[] bytes, int at, int value) => BitConverter.GetBytes(value).CopyTo(bytes, at);

    private static MemoryStream MadeOf(params (string Name, byte[] Content)[] files)
    {
        var zip = new MemoryStream();
        using (var writer = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = writer.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        zip.Position = 0;
        return zip;
    }

    private static MemoryStream Made(string format, params (string Name, string Content)[] files)
    {
        if (format == "zip") return MadeOf([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Content)))]);
        var archive = new MemoryStream();
        using (Stream target = format == "tar.gz" ? new GZipStream(archive, CompressionMode.Compress, leaveOpen: true) : archive)
        using (var writer = new TarWriter(target, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var isFolder = name.EndsWith('/');
                var entry = new PaxTarEntry(isFolder ? TarEntryType.Directory : TarEntryType.RegularFile, name);
                if (!isFolder) entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
                writer.WriteEntry(entry);
            }
        }
        return new MemoryStream(archive.ToArray());
    }

    private sealed class DribblingPipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 13)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
