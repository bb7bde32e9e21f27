using Megalis.Kernel.Search;
using Megalis.Search.Analysis;

using Megalis.Search.Postings;
namespace Megalis.Search.Segments;

/// <summary>Turns texts into terms with their documents, in memory, until a segment is written.</summary>
internal sealed class TextSide(IndexSchema schema, FrenchAnalyzer analyzer)
{
    /// <summary>Forms of words that are remembered between documents; a corpus of names would fill the memory.</summary>
    private const int MostRemembered = 400_000;

    /// <summary>Words between two values of one field: no phrase reaches over.</summary>
    public const int ValueGap = 64;

    private readonly IndexField[] _fields = [.. schema.Fields.Where(field => field.Kind == IndexFieldKind.Text)];
    private readonly Dictionary<string, SurfaceBuffer?> _remembered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SurfaceBuffer> _surfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TermBuffer> _terms = new(StringComparer.Ordinal);
    private int _position;
    private int _length;

    /// <summary>About how many bytes of memory the terms take.</summary>
    public long Room { get; private set; }

    /// <returns>The length code and where each text field but the first begins.</returns>
    public (byte LengthCode, int[] FieldStarts) Add(int document, IndexDocument texts, ulong groupBit)
    {
        (_position, _length) = (0, 0);
        var starts = new int[Math.Max(0, _fields.Length - 1)];
        for (var field = 0; field < _fields.Length; field++)
        {
            if (field > 0)
                starts[field - 1] = _position;
            if (!texts.Strings.TryGetValue(_fields[field].Name, out var values))
                continue;
            foreach (var value in values)
            {
                Read(value, document, _fields[field].Weight, groupBit);
                _position += values.Count > 1 ? ValueGap : 0;
            }
        }

        return (Ranking.CodeOf(_length), starts);
    }

    private void Read(string text, int document, int weight, ulong groupBit)
    {
        var known = _remembered.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var breaks = analyzer.Breaks(text); breaks.Next(); _position++)
        {
            if (!known.TryGetValue(breaks.Word, out var surface))
                surface = Remember(breaks.Word);
            if (surface is null)
                continue;
            surface.Seen(document, groupBit);
            Room += surface.Term.Add(document, _position, weight);
            _length += weight;
        }
    }

    private SurfaceBuffer? Remember(ReadOnlySpan<char> word)
    {
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        var forms = analyzer.Analyze(word);
        if (forms.Term is null)
            return _remembered[word.ToString()] = null;
        if (!_surfaces.TryGetValue(forms.Shown, out var surface))
        {
            if (!_terms.TryGetValue(forms.Term, out var term))
                _terms[forms.Term] = term = new TermBuffer(forms.Term);
            _surfaces[forms.Shown] = surface = new SurfaceBuffer(forms, term);
            Room += 400;
        }

        return _remembered[word.ToString()] = surface;
    }

    public void Write(SectionWriter writer, Ranking ranking, IReadOnlyList<byte> lengthCodes)
    {
        var postings = new PostingsWriter(ranking, lengthCodes);
        foreach (var term in _terms.Values.OrderBy(term => term.Text, StringTable.Order))
            term.Replay(postings);
        postings.Write(writer);
        SurfaceTable.Write(writer, postings.Terms, _surfaces.Values.Select(s => new Surface(s.Forms.Folded, s.Forms.Shown, s.Term.Text, s.Documents, s.Groups)));
    }

    /// <summary>One form as it is written, and where it was seen.</summary>
    private sealed class SurfaceBuffer(WordForms forms, TermBuffer term)
    {
        private int _last = -1;

        public WordForms Forms => forms;

        public TermBuffer Term => term;

        public int Documents { get; private set; }

        public ulong Groups { get; private set; }

        public void Seen(int document, ulong groupBit)
        {
            if (document == _last)
                return;
            _last = document;
            Documents++;
            Groups |= groupBit;
        }
    }

    /// <summary>The documents of one term as small numbers: distance, count, positions of the last one still open.</summary>
    private sealed class TermBuffer(string text)
    {
        private readonly GrowingBytes _documents = new(4);
        private readonly GrowingBytes _positions = new(4);
        private int _before = -1;
        private int _document = -1;
        private int _count;
        private int _places;
        private int _position;

        public string Text => text;

        /// <returns>How many bytes of memory it took more.</returns>
        public int Add(int document, int position, int weight)
        {
            var room = _documents.Room + _positions.Room;
            if (document != _document)
            {
                Close();
                _document = document;
            }

            _positions.AddVarint((uint)(position - _position));
            (_position, _count, _places) = (position, _count + weight, _places + 1);
            return _documents.Room + _positions.Room - room;
        }

        public void Replay(PostingsWriter postings)
        {
            Close();
            var documents = _documents.Written;
            var positions = _positions.Written;
            var places = new int[16];
            for (int at = 0, positionAt = 0, document = -1; at < documents.Length;)
            {
                document += (int)GrowingBytes.ReadVarint(documents, ref at);
                var count = (int)GrowingBytes.ReadVarint(documents, ref at);
                var number = (int)GrowingBytes.ReadVarint(documents, ref at);
                if (places.Length < number)
                    places = new int[number * 2];
                for (int i = 0, position = 0; i < number; i++)
                    places[i] = position += (int)GrowingBytes.ReadVarint(positions, ref positionAt);
                postings.Add(document, count, places.AsSpan(0, number));
            }

            postings.EndTerm(text);
        }

        private void Close()
        {
            if (_places == 0)
                return;
            _documents.AddVarint((uint)(_document - _before));
            _documents.AddVarint((uint)_count);
            _documents.AddVarint((uint)_places);
            (_before, _count, _places, _position) = (_document, 0, 0, 0);
        }
    }
}

/// <summary>One form of a word on its way into a segment.</summary>
internal readonly record struct Surface(string Folded, string Shown, string Term, int Documents, ulong Groups);

/// <summary>Writes the forms of words in the order of their folded form.</summary>
internal static class SurfaceTable
{
    /// <param name="terms">Those of the segment, in order; a form whose term is not among them is left out.</param>
    /// <param name="surfaces">Several with the same folded form and term become one, shown as the most frequent.</param>
    public static void Write(SectionWriter writer, IReadOnlyList<string> terms, IEnumerable<Surface> surfaces)
    {
        var numbers = terms.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var written = surfaces.Where(surface => numbers.ContainsKey(surface.Term))
            .GroupBy(surface => (surface.Folded, surface.Term))
            .Select(same => same.MaxBy(surface => surface.Documents) with
            {
                Documents = same.Sum(surface => surface.Documents),
                Groups = same.Aggregate(0UL, (bits, surface) => bits | surface.Groups),
            })
            .OrderBy(surface => surface.Folded, StringTable.Order).ThenBy(surface => numbers[surface.Term]).ToList();
        StringTable.Write(writer, (int)SectionId.FoldedBytes, (int)SectionId.FoldedStarts, [.. written.Select(surface => surface.Folded)]);
        StringTable.Write(writer, (int)SectionId.ShownBytes, (int)SectionId.ShownStarts,
            [.. written.Select(surface => surface.Shown == surface.Folded ? "" : surface.Shown)]);
        writer.Write<SurfaceInfo>(SectionId.SurfaceInfo, [.. written.Select(surface => new SurfaceInfo(numbers[surface.Term], surface.Documents, surface.Groups))]);
    }
}
