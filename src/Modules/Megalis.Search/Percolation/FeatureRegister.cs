namespace Megalis.Search.Percolation;

/// <summary>What kind of thing a document has or has not.</summary>
internal enum FeatureKind { Term, Prefix, Group, Keyword }

/// <summary>One thing that some saved search asks for: a term, a beginning of words, a group, a keyword's value.</summary>
internal sealed class Feature((FeatureKind Kind, string Field, string Value) name, int bornAt)
{
    public (FeatureKind Kind, string Field, string Value) Name => name;

    /// <summary>How often saved searches ask for it; nobody needs it at 0.</summary>
    public int Uses { get; set; }

    /// <summary>How many documents had been seen when it came, and how many since then had it.</summary>
    public int BornAt => bornAt;

    public int Seen { get; set; }

    /// <summary>The number of the last document that has it.</summary>
    public int Stamp { get; set; }

    /// <summary>Where that document has it; only of terms.</summary>
    public Places? Places { get; set; }

    /// <summary>The saved searches that are looked at when a document has it.</summary>
    public List<SavedSearch> Keyed { get; } = [];
}

/// <summary>All features that are asked for, and how rare they are among the documents seen so far.</summary>
internal sealed class FeatureRegister
{
    /// <summary>Longer beginnings are looked up by this much of them.</summary>
    public const int PrefixLength = 4;

    private readonly Dictionary<(FeatureKind, string, string), Feature> _all = [];
    private readonly List<Feature> _present = [];
    private int _prefixes;

    /// <summary>Documents so far; the last one's number.</summary>
    public int Documents { get; private set; }

    /// <summary>What the present document has of it.</summary>
    public IReadOnlyList<Feature> Present => _present;

    public Feature Use(FeatureKind kind, string field, string value)
    {
        if (!_all.TryGetValue((kind, field, value), out var feature))
        {
            _all[(kind, field, value)] = feature = new Feature((kind, field, value), Documents);
            _prefixes += kind == FeatureKind.Prefix ? 1 : 0;
        }

        feature.Uses++;
        return feature;
    }

    public void Release(Feature feature)
    {
        if (--feature.Uses > 0)
            return;
        _all.Remove(feature.Name);
        _prefixes -= feature.Name.Kind == FeatureKind.Prefix ? 1 : 0;
    }

    public void ForgetKeys()
    {
        foreach (var feature in _all.Values)
            feature.Keyed.Clear();
    }

    /// <summary>About the share of documents that have it; before any was seen, the share of what is asked for.</summary>
    public double Frequency(Feature feature) => (feature.Seen + ((double)feature.Uses / (_all.Count + feature.Uses))) / (Documents - feature.BornAt + 1);

    /// <summary>Marks what a document has.</summary>
    public void Begin(Subject subject, Kernel.Search.IndexSchema schema)
    {
        Documents++;
        _present.Clear();
        foreach (var (term, places) in subject.Terms)
            if (Mark(FeatureKind.Term, "", term) is { } feature)
                feature.Places = places;
        foreach (var group in subject.Document.Groups)
            Mark(FeatureKind.Group, "", group);
        foreach (var field in schema.Fields.Where(field => field.Kind == Kernel.Search.IndexFieldKind.Keyword))
            if (subject.Document.Strings.TryGetValue(field.Name, out var values))
                foreach (var value in field.Multiple ? values : values.Take(1))
                    Mark(FeatureKind.Keyword, field.Name, value);
        if (_prefixes > 0)
            MarkPrefixes(subject);
    }

    private void MarkPrefixes(Subject subject)
    {
        foreach (var form in subject.Forms)
            for (var length = 1; length <= Math.Min(PrefixLength, form.Folded.Length); length++)
                Mark(FeatureKind.Prefix, "", form.Folded[..length]);
    }

    private Feature? Mark(FeatureKind kind, string field, string value)
    {
        if (!_all.TryGetValue((kind, field, value), out var feature) || feature.Stamp == Documents)
            return feature;
        feature.Stamp = Documents;
        feature.Seen++;
        _present.Add(feature);
        return feature;
    }
}
