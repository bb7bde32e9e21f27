using Megalis.Kernel.Search;
using Megalis.Search.Analysis;

using Megalis.Search.Postings;
namespace Megalis.Search.Segments;

/// <summary>Documents to a segment.</summary>
internal sealed class SegmentBuilder(IndexSchema schema, FrenchAnalyzer analyzer)
{
    private readonly DocumentSide _documents = new(schema);
    private readonly TextSide _texts = new(schema, analyzer);

    public int Count => _documents.Count;

    /// <summary>About how many bytes the texts take in memory so far.</summary>
    public long Room => _texts.Room;

    /// <exception cref="ArgumentException">The document has a field that the schema lacks, or its key is empty or too long.</exception>
    public void Add(IndexDocument document)
    {
        ShouldFit(document, schema);
        var number = _documents.Count;
        var groupSet = _documents.Add(document);
        var (lengthCode, starts) = _texts.Add(number, document, SurfaceInfo.BitOf(groupSet));
        _documents.AddLength(lengthCode, starts);
    }

    /// <exception cref="ArgumentException">The document has a field that the schema lacks, or its key is empty or too long.</exception>
    public static void ShouldFit(IndexDocument document, IndexSchema schema)
    {
        if (document.Key.Length is 0 or > 200)
            throw new ArgumentException($"The key « {document.Key} » of a document of {schema.Name} must have 1 to 200 characters.", nameof(document));
        foreach (var name in document.Strings.Keys.Concat(document.Numbers.Keys.Select(name => name.Split('.')[0])))
            if (schema.Find(name) is null)
                throw new ArgumentException($"The index {schema.Name} has no field « {name} ».", nameof(document));
    }

    public void Write(Stream stream)
    {
        var writer = new SectionWriter(stream);
        _documents.Write(writer);
        _texts.Write(writer, new Ranking(schema), _documents.LengthCodes);
        writer.Finish();
    }

    public Segment ToMemory()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return Segment.OfMemory(stream, schema);
    }
}
