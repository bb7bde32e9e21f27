using System.Text;
using Megalis.Kernel.Search;

namespace Megalis.Search.Segments;

/// <summary>Gathers all of a segment that is asked by document: keys, groups, columns, lengths, texts that come back.</summary>
internal sealed class DocumentSide
{
    private readonly IndexSchema _schema;
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, int> _groupSets = new(StringComparer.Ordinal);
    private readonly List<ulong> _groupOf = [];
    private readonly Dictionary<string, KeywordBuilder> _keywords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<long?>> _numbers = new(StringComparer.Ordinal);
    private readonly List<byte> _lengthCodes = [];
    private readonly List<int> _fieldStarts = [];
    private readonly IndexField[] _returned;
    private readonly StoredWriter _stored;

    public DocumentSide(IndexSchema schema)
    {
        _schema = schema;
        foreach (var field in schema.Fields)
        {
            if (field.Kind == IndexFieldKind.Keyword)
                _keywords[field.Name] = new KeywordBuilder(field.Multiple);
            foreach (var (name, _) in NumberColumns(field, 0))
                _numbers[name] = [];
        }

        _returned = [.. schema.Fields.Where(field => field.IsReturned)];
        _stored = new StoredWriter(_returned.Length);
    }

    public int Count => _keys.Count;

    public IReadOnlyList<byte> LengthCodes => _lengthCodes;

    /// <returns>The number of the document's set of groups.</returns>
    public int Add(IndexDocument document)
    {
        foreach (var (name, column) in _keywords)
            column.Add(document.Strings.TryGetValue(name, out var values) ? values : []);
        foreach (var (name, column) in _numbers)
            column.Add(document.Numbers.TryGetValue(name, out var value) ? value : null);
        _stored.Add([.. _returned.Select(field => document.Strings.TryGetValue(field.Name, out var texts) ? string.Join('\n', texts) : null)]);
        return AddKey(document.Key, string.Join('\n', document.Groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    /// <summary>Takes a document over from another segment.</summary>
    public int AddFrom(Segment segment, int document, StoredReader stored)
    {
        foreach (var (name, column) in _keywords)
            column.Add(new KeywordColumn(segment, ColumnIds.Of(_schema, _schema.Find(name)!)).Of(document));
        foreach (var field in _schema.Fields)
            foreach (var (name, id) in NumberColumns(field, ColumnIds.Of(_schema, field)))
                _numbers[name].Add(new NumberColumn(segment, id)[document]);
        _stored.Add(stored.Read(document));
        var starts = segment.TextFields.Count > 1 ? segment.TextFields.Count - 1 : 0;
        AddLength(segment.LengthCodes[document], segment.Section<int>((int)SectionId.FieldStarts).Slice(document * starts, starts));
        return AddKey(segment.Keys.Text(document), segment.GroupSets.Text((int)segment.GroupOf[document]));
    }

    /// <param name="fieldStarts">Where each text field but the first begins.</param>
    public void AddLength(byte lengthCode, ReadOnlySpan<int> fieldStarts)
    {
        _lengthCodes.Add(lengthCode);
        _fieldStarts.AddRange(fieldStarts);
    }

    public void Write(SectionWriter writer)
    {
        writer.Write<byte>(SectionId.Meta, [.. BitConverter.GetBytes(Count), .. Encoding.UTF8.GetBytes(_schema.Fingerprint)]);
        StringTable.Write(writer, (int)SectionId.KeyBytes, (int)SectionId.KeyStarts, _keys);
        var order = Enumerable.Range(0, _keys.Count).ToArray();
        Array.Sort(order, (a, b) => StringTable.Order.Compare(_keys[a], _keys[b]));
        writer.Write<int>(SectionId.KeyOrder, order);
        StringTable.Write(writer, (int)SectionId.GroupBytes, (int)SectionId.GroupStarts, _groupSets.Keys);
        writer.Write<byte>(SectionId.GroupOf, PackedNumbers.Pack(_groupOf, PackedNumbers.WidthFor((ulong)_groupSets.Count)));
        writer.Write<byte>(SectionId.Lengths, _lengthCodes.ToArray());
        writer.Write<int>(SectionId.FieldStarts, _fieldStarts.ToArray());
        _stored.Write(writer);
        foreach (var field in _schema.Fields)
        {
            var id = ColumnIds.Of(_schema, field);
            if (_keywords.TryGetValue(field.Name, out var keywords))
                keywords.Write(writer, id);
            foreach (var (name, column) in NumberColumns(field, id))
                NumberColumn.Write(writer, column, _numbers[name]);
        }
    }

    /// <summary>The columns of numbers of a field: none, one, or the two of a point.</summary>
    public static IEnumerable<(string Name, int Id)> NumberColumns(IndexField field, int id) => field.Kind switch
    {
        IndexFieldKind.Number or IndexFieldKind.Date => [(field.Name, id)],
        IndexFieldKind.Point => [(field.Name + ".lat", id), (field.Name + ".lon", ColumnIds.Longitude(id))],
        _ => [],
    };

    private int AddKey(string key, string groups)
    {
        _keys.Add(key);
        if (!_groupSets.TryGetValue(groups, out var set))
            _groupSets[groups] = set = _groupSets.Count;
        _groupOf.Add((ulong)set);
        return set;
    }
}
