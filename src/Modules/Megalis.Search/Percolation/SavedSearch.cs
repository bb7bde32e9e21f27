using Megalis.Kernel.Http;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Planning;
using Megalis.Search.Queries;
using Megalis.Search.Words;

namespace Megalis.Search.Percolation;

/// <summary>One saved search, understood.</summary>
/// <param name="Features">All that it asks for, to be released with it.</param>
internal sealed record SavedSearch(long Id, Check Check, IReadOnlyList<Feature> Features)
{
    /// <summary>Where it is keyed; empty when it is tried on every document.</summary>
    public IReadOnlyList<Feature> Keys { get; set; } = [];

    /// <summary>The number of the last document that it was tried on: several keys may lead here.</summary>
    public int Tried { get; set; }
}

/// <summary>Turns conditions into checks that share their features.</summary>
internal sealed class CheckBuilder(Language language, FeatureRegister features)
{
    private readonly List<Feature> _used = [];
    private int _patterns;
    private int _values;

    /// <exception cref="LimitException">It asks for too much; nothing is kept of it.</exception>
    public SavedSearch Build(long id, SearchRequest request)
    {
        try
        {
            var groups = new FeatureCheck([.. request.Groups.Distinct(StringComparer.Ordinal).Select(group => Use(FeatureKind.Group, "", group))], -1);
            var check = new AllCheck([groups, Of(new Interpreter(language).Read(request).Condition)]);
            if (_patterns > language.Limits.SavedPatterns)
                throw new LimitException(new Refusal("Une recherche enregistrée a au plus {0} mots avec « * », « ? » ou « ~ ».", language.Limits.SavedPatterns));
            if (_values > language.Limits.SavedValues)
                throw new LimitException(new Refusal("Une recherche enregistrée a au plus {0} valeurs de filtres.", language.Limits.SavedValues));
            return new SavedSearch(id, check, _used);
        }
        catch
        {
            _used.ForEach(features.Release);
            throw;
        }
    }

    private Feature Use(FeatureKind kind, string field, string value)
    {
        var feature = features.Use(kind, field, value);
        _used.Add(feature);
        return feature;
    }

    private Check Of(Condition condition) => condition switch
    {
        Condition.Everything => new ConstantCheck(true),
        Condition.Nothing => new ConstantCheck(false),
        Condition.Term word => new FeatureCheck([Use(FeatureKind.Term, "", word.Forms.Term!)], word.Field),
        Condition.Phrase phrase => new PhraseCheck([.. phrase.Words.Select(word => Use(FeatureKind.Term, "", word.Forms.Term!))], phrase.Offsets, phrase.Slop, phrase.Field),
        Condition.Pattern pattern => OfPattern(pattern),
        Condition.Fuzzy fuzzy => OfFuzzy(fuzzy),
        Condition.Values values => OfValues(values),
        Condition.Fitting fitting => new ColumnCheck(document => Keywords(document, fitting.Column).Any(value => fitting.Fits(value))),
        Condition.Between between => new ColumnCheck(document => document.Numbers.TryGetValue(between.Column.Name, out var number) && number >= between.From && number <= between.To),
        Condition.Near near => new ColumnCheck(document => IsNear(document, near)),
        Condition.And and => new AllCheck(and.Parts.Select(Of)),
        Condition.Or or => new AnyCheck(or.Parts.Select(Of)),
        Condition.Without without => new WithoutCheck(Of(without.Kept), Of(without.Left)),
        Condition.Also also => Of(also.Required),
        _ => throw new InvalidOperationException(condition.ToString()),
    };

    private FormCheck OfPattern(Condition.Pattern pattern)
    {
        _patterns++;
        var at = pattern.Folded.IndexOfAny(['*', '?']);
        var beginning = at < 0 ? pattern.Folded : pattern.Folded[..at];
        var prefix = beginning.Length == 0 ? null : Use(FeatureKind.Prefix, "", beginning[..Math.Min(beginning.Length, FeatureRegister.PrefixLength)]);
        return new FormCheck(form => Wildcards.Matches(pattern.Folded, form.Folded), prefix, pattern.Field);
    }

    private FormCheck OfFuzzy(Condition.Fuzzy fuzzy)
    {
        _patterns++;
        var distance = new EditDistance(fuzzy.Folded, fuzzy.Edits);
        return new FormCheck(form => distance.To(form.Utf8) >= 0, null, fuzzy.Field);
    }

    private FeatureCheck OfValues(Condition.Values values)
    {
        _values += values.Wanted.Count;
        return new FeatureCheck([.. values.Wanted.Distinct(StringComparer.Ordinal).Select(value => Use(FeatureKind.Keyword, values.Column.Name, value))], -1);
    }

    private static IEnumerable<string> Keywords(IndexDocument document, IndexField field) =>
        !document.Strings.TryGetValue(field.Name, out var values) ? [] : field.Multiple ? values : values.Take(1);

    private static bool IsNear(IndexDocument document, Condition.Near near) =>
        document.Numbers.TryGetValue(near.Column.Name + ".lat", out var latitude) && document.Numbers.TryGetValue(near.Column.Name + ".lon", out var longitude)
        && NearMatcher.IsWithin(latitude, longitude, near.Place);
}
