using System.Xml;
using System.Xml.Linq;

namespace Megalis.Kernel.Security;

/// <summary>How much XML is read before it is refused.</summary>
/// <param name="MaxCharacters">Of the whole document.</param>
/// <param name="MaxDepth">Elements within elements: canonicalisation of a signature is recursive, and a stack overflow ends the process.</param>
public sealed record XmlLimits(long MaxCharacters = 200_000_000, int MaxDepth = 100)
{
    public static readonly XmlLimits Default = new();
}

/// <summary>
/// The one door for XML: no DTD, hence no entity of the document's own, no resolver, bounded length and depth.
/// Whatever is refused is an <see cref="XmlException"/> with its line; <see cref="Explain"/> says it in French.
/// </summary>
public static class SafeXml
{
    /// <summary>A reader over <paramref name="stream"/>, which stays open. The encoding is the document's own.</summary>
    public static XmlReader Reader(Stream stream, XmlLimits? limits = null)
    {
        limits ??= XmlLimits.Default;
        return new BoundedXmlReader(XmlReader.Create(stream, Settings(limits)), limits.MaxDepth);
    }

    /// <inheritdoc cref="Reader(Stream, XmlLimits?)"/>
    public static XmlReader Reader(TextReader text, XmlLimits? limits = null)
    {
        limits ??= XmlLimits.Default;
        return new BoundedXmlReader(XmlReader.Create(text, Settings(limits)), limits.MaxDepth);
    }

    /// <summary>The whole document, white space and lines kept.</summary>
    public static XDocument Load(Stream stream, XmlLimits? limits = null)
    {
        using var reader = Reader(stream, limits);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
    }

    /// <summary>The whole document as the signature classes of the framework want it, white space kept.</summary>
    public static XmlDocument LoadForSignature(Stream stream, XmlLimits? limits = null)
    {
        using var reader = Reader(stream, limits);
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.Load(reader);
        return document;
    }

    /// <summary>The sentence that a form or a report shows.</summary>
    public static string Explain(XmlException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.LineNumber > 0
            ? $"Le fichier XML est illisible ou refusé à la ligne {error.LineNumber}, colonne {error.LinePosition}."
            : "Le fichier XML est illisible ou refusé.";
    }

    private static XmlReaderSettings Settings(XmlLimits limits) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = limits.MaxCharacters,
        MaxCharactersFromEntities = 1_024,
        CloseInput = false,
        CheckCharacters = true,
    };
}
