using System.Text;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Tests.Decp;

public sealed class DecpReaderTests
{
    [Fact]
    public void The_shape_of_2019_gives_its_contracts_in_order()
    {
        var all = DecpSamples.Read(DecpSamples.File2019(DecpSamples.Of2019, DecpSamples.Of2019.Replace("TOIT", "MURS", StringComparison.Ordinal)));
        Assert.Equal(["2019TOIT0100", "2019MURS0100"], all.Select(one => one.Record!.Id));
        Assert.Equal([1, 2], all.Select(one => one.Record!.Index));
    }

    [Fact]
    public void The_shape_of_2022_gives_both_its_lists()
    {
        const string concession = """{ "id": "C1", "autoriteConcedante": { "id": "21260198300019" }, "nature": "Concession de service", "objet": "Camping", "procedure": "Procédure négociée ouverte", "dureeMois": 120, "dateSignature": "2024-04-02", "valeurGlobale": 10.3, "concessionnaires": [ { "concessionnaire": { "typeIdentifiant": "SIRET", "id": "35600000000048" } } ] }""";
        var all = DecpSamples.Read(DecpSamples.File2022([DecpSamples.Of2022], [concession]));
        Assert.Equal([false, true], all.Select(one => one.Record!.IsConcession));
        Assert.Equal(1030, all[1].Record!.AmountCents);
        Assert.Equal(new DateOnly(2024, 4, 2), all[1].Record!.NotifiedOn);
    }

    [Theory]
    [InlineData("""[ {"id":"1"}, {"id":"2"} ]""", 2)]
    [InlineData("""{ "version": {"a":[1,2]}, "marches": [ {"id":"1"} ], "fin": null }""", 1)]
    [InlineData("""{ "marches": [] }""", 0)]
    [InlineData("""{ "marches": { "marche": [] } }""", 0)]
    [InlineData("\uFEFF{ \"marches\": [ {\"id\":\"1\"} ] }", 1)]
    public void Keys_around_the_list_do_not_matter(string json, int count) => Assert.Equal(count, DecpSamples.Read(json).Count);

    [Fact]
    public void What_is_no_contract_is_given_back_as_such()
    {
        var all = DecpSamples.Read("""{ "marches": [ null, 12, "texte", {}, {"montant": 3}, {"objet": "Voirie"} ] }""");
        Assert.Equal([true, true, true, true, true, false], all.Select(one => one.Record is null));
        Assert.Equal("{\"montant\": 3}", all[4].Rejection.Value);
    }

    [Theory]
    [InlineData("", "vide")]
    [InlineData("  \r\n ", "vide")]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "page web (HTML)")]
    [InlineData("\n<html lang='fr'>", "page web (HTML)")]
    [InlineData("<?xml version='1.0'?><marches/>", "XML")]
    [InlineData("PK\u0003\u0004", "compressé")]
    [InlineData("id;objet\n1;Voirie", "doit commencer par")]
    [InlineData("{ \"contrats\": [] }", "n’a pas de liste « marches »")]
    [InlineData("{ \"marches\": 12 }", "n’a pas de liste « marches »")]
    [InlineData("{ \"marches\": [ {\"id\":\"1\"} ] } suite", "ligne 1")]
    [InlineData("{ \"marches\": [ {\"id\":\"1\"}, {\"id\":\"2\" \"objet\":3} ] }", "Élément n° 2")]
    public void A_file_that_is_no_DECP_is_refused_with_a_sentence(string file, string sentence)
    {
        var error = Assert.Throws<DecpFileException>(() => DecpSamples.Read(file));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_and_a_UTF16_file_are_named()
    {
        Assert.Contains("compressé", Assert.Throws<DecpFileException>(() => DecpSamples.Read([0x1F, 0x8B, 8, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", Assert.Throws<DecpFileException>(() => DecpSamples.Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_and_said_to_be_cut()
    {
        var whole = Encoding.UTF8.GetBytes(DecpSamples.File2019(DecpSamples.Of2019, DecpSamples.Of2019));
        Assert.Equal(2, DecpSamples.Read(whole).Count);
        for (var length = 1; length < whole.Length; length += 7)
        {
            var error = Assert.Throws<DecpFileException>(() => DecpSamples.Read(whole[..length]));
            Assert.Contains("il a été coupé", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_contract_longer_than_the_buffer_is_read_and_small_reads_change_nothing()
    {
        var big = DecpSamples.Of2019.Replace("Réfection", new string('é', 400_000), StringComparison.Ordinal);
        var file = Encoding.UTF8.GetBytes(DecpSamples.File2019(DecpSamples.Of2019, big, DecpSamples.Of2019));
        var elements = new DecpReader(new TricklingStream(file)).Elements().Select(element => element.Utf8.Length).ToArray();
        Assert.Equal(3, elements.Length);
        Assert.True(elements[1] > 800_000);
        Assert.Equal(elements[0], elements[2]);
    }

    [Fact]
    public void A_large_file_does_not_need_its_own_size_in_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = new DecpReader(new EndlessContracts(20_000)).Elements().Count();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(20_000, count);
        Assert.True(allocated < 4_000_000, $"{allocated} bytes allocated for a file of {20_000 * DecpSamples.Of2019.Length}");
    }

    /// <summary>Gives 1,000 bytes at a time.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }

    private sealed class EndlessContracts(int count) : Stream
    {
        private static readonly byte[] Contract = Encoding.UTF8.GetBytes(DecpSamples.Of2019);
        private int _given = -1;
        private ReadOnlyMemory<byte> _rest = "{\"marches\":["u8.ToArray();

        public override int Read(Span<byte> buffer)
        {
            if (_rest.IsEmpty && ++_given <= count)
                _rest = _given == count ? "]}"u8.ToArray() : Contract;
            else if (!_rest.IsEmpty && _rest.Span[0] == '{' && _given > 0 && _rest.Length == Contract.Length)
            {
                buffer[0] = (byte)',';
                var taken = Math.Min(buffer.Length - 1, _rest.Length);
                _rest.Span[..taken].CopyTo(buffer[1..]);
                _rest = _rest[taken..];
                return taken + 1;
            }
            if (!_rest.IsEmpty && _given > 0 && _given < count && _rest.Length == Contract.Length)
                return Read(buffer);
            var length = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..length].CopyTo(buffer);
            _rest = _rest[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
