using System.Text;
using System.Xml;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tests.Files;

namespace Megalis.Kernel.Tests.Security;

public class SafeXmlTests
{
    [Fact]
    public void A_document_is_read_in_its_own_encoding_with_its_white_space()
    {
        var bytes = Encoding.Latin1.GetBytes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\n <b x=\"é\">été</b>\n</a>");
        var document = SafeXml.Load(new MemoryStream(bytes));
        Assert.Equal("été", document.Root!.Element("b")!.Value);
        Assert.Equal(3, ((IXmlLineInfo)document.Root.Element("b")!).LineNumber);
        Assert.Equal("<a>\n <b x=\"é\">été</b>\n</a>", SafeXml.LoadForSignature(new MemoryStream(bytes)).DocumentElement!.OuterXml);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>")]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><l>&b;</l>")]
    [InlineData("<a>&x;</a>")]
    [InlineData("<a><b></a>")]
    [InlineData("<html><br></html>")]
    [InlineData("not xml")]
    [InlineData("")]
    [InlineData("<a>\u0001</a>")]
    public void A_document_type_an_entity_or_a_mistake_is_refused_with_its_place(string xml)
    {
        var error = Assert.ThrowsAny<XmlException>(() => SafeXml.Load(Bytes(xml)));
        Assert.StartsWith("Le fichier XML est illisible ou refusé", SafeXml.Explain(error), StringComparison.Ordinal);
        Assert.ThrowsAny<XmlException>(() => SafeXml.LoadForSignature(Bytes(xml)));
    }

    [Fact]
    public void An_entity_that_names_a_file_is_never_read()
    {
        using var folder = new TempFolder();
        var secret = Path.Combine(folder.Path, "secret");
        File.WriteAllText(secret, "secret");
        var error = Assert.ThrowsAny<XmlException>(() => SafeXml.Load(Bytes($"<!DOCTYPE a [<!ENTITY x SYSTEM \"{new Uri(secret)}\">]><a>&x;</a>")));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
        Assert.NotNull(SafeXml.Load(Bytes(Nested(100))));
        Assert.ThrowsAny<XmlException>(() => SafeXml.Load(Bytes(Nested(102))));
        Assert.ThrowsAny<XmlException>(() => SafeXml.LoadForSignature(Bytes(Nested(100_000))));
        Assert.ThrowsAny<XmlException>(() => SafeXml.Load(Bytes("<a>" + new string('x', 2_000) + "</a>"), new XmlLimits(MaxCharacters: 1_000)));
    }

    [Fact]
    public void Attributes_namespaces_and_text_pass_through_the_bounded_reader()
    {
        using var reader = SafeXml.Reader(new StringReader("<p:a xmlns:p=\"urn:p\" p:x=\"1\" y=\"2\">t<b/><![CDATA[c]]></p:a>"));
        Assert.True(reader.Read());
        Assert.Equal(("urn:p", "a", "p"), (reader.NamespaceURI, reader.LocalName, reader.Prefix));
        Assert.Equal("1", reader.GetAttribute("x", "urn:p"));
        Assert.Equal("2", reader["y"]);
        Assert.True(reader.MoveToAttribute("y") && reader.ReadAttributeValue());
        Assert.True(reader.MoveToElement());
        Assert.Equal("<p:a xmlns:p=\"urn:p\" p:x=\"1\" y=\"2\">t<b /><![CDATA[c]]></p:a>", reader.ReadOuterXml());
    }

    [Fact]
    public void The_stream_stays_open_for_whoever_gave_it()
    {
        var stream = Bytes("<a/>");
        SafeXml.Load(stream);
        Assert.True(stream.CanRead);
    }

    private static MemoryStream Bytes(string xml) => new(Encoding.UTF8.GetBytes(xml));
}
