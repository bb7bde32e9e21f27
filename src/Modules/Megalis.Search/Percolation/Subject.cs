using System.Collections.Concurrent;
using System.Text;
using Megalis.Kernel.Search;
using Megalis.Search.Analysis;
using Megalis.Search.Segments;

namespace Megalis.Search.Percolation;

/// <summary>Where a term stands in one document, growing.</summary>
internal sealed class Places
{
    public List<int> Positions { get; } = [];
}

/// <summary>One form of a word in one document.</summary>
/// <param name="Utf8">The folded form in bytes, as typing errors are counted.</param>
internal sealed record SubjectForm(string Folded, byte[] Utf8, Places Places);

/// <summary>One document as saved searches look at it: read once, like a segment with one document.</summary>
internal sealed class Subject
{
    private readonly HashSet<(string Folded, string Term)> _seen = [];
    private readonly List<SubjectForm> _forms = [];
    private readonly Dictionary<string, Places> _terms = new(StringComparer.Ordinal);
    private int _position;

    /// <exception cref="ArgumentException">The document has a field that the schema lacks.</exception>
    public Subject(IndexDocument document, IndexSchema schema, WordMemory words)
    {
        SegmentBuilder.ShouldFit(document, schema);
        Document = document;
        var fields = schema.Fields.Where(field => field.Kind == IndexFieldKind.Text).ToList();
        FieldStarts = new int[Math.Max(0, fields.Count - 1)];
        for (var field = 0; field < fields.Count; field++)
        {
            if (field > 0)
                FieldStarts[field - 1] = _position;
            if (!document.Strings.TryGetValue(fields[field].Name, out var values))
                continue;
            foreach (var value in values)
            {
                Read(value, words);
                _position += values.Count > 1 ? TextSide.ValueGap : 0;
            }
        }
    }

    public IndexDocument Document { get; }

    /// <summary>Where each text field but the first begins, in positions.</summary>
    public int[] FieldStarts { get; }

    public IReadOnlyDictionary<string, Places> Terms => _terms;

    /// <summary>Each form once for each of its terms.</summary>
    public IReadOnlyList<SubjectForm> Forms => _forms;

    private void Read(string text, WordMemory words)
    {
        for (var breaks = words.Breaks(text); breaks.Next(); _position++)
        {
            var forms = words.Analyze(breaks.Word);
            if (forms.Term is null)
                continue;
            if (!_terms.TryGetValue(forms.Term, out var places))
                _terms[forms.Term] = places = new Places();
            places.Positions.Add(_position);
            if (_seen.Add((forms.Folded, forms.Term)))
                _forms.Add(new SubjectForm(forms.Folded, Encoding.UTF8.GetBytes(forms.Folded), places));
        }
    }
}

/// <summary>An analyser that remembers words: notices say the same ones. For any thread.</summary>
internal sealed class WordMemory(FrenchAnalyzer analyzer)
{
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, WordForms> _known = new(StringComparer.Ordinal);
    private int _count;

    public WordBreaks Breaks(ReadOnlySpan<char> text) => analyzer.Breaks(text);

    public WordForms Analyze(ReadOnlySpan<char> word)
    {
        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var forms))
            return forms;
        if (Interlocked.Increment(ref _count) > Most)
        {
            _known.Clear();
            _count = 0;
        }

        return _known[word.ToString()] = analyzer.Analyze(word);
    }
}
