using System.Globalization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Indexes;
using Megalis.Search.Planning;
using Megalis.Search.Postings;
using Megalis.Search.Queries;
using Megalis.Search.Segments;

namespace Megalis.Search.Answers;

/// <summary>Follows a question's conditions over one document and tells which of them it has.</summary>
internal sealed class Explainer(Language language, Snapshot snapshot, SearchRequest request, Deadline deadline)
{
    private readonly Planner _planner = new(language, snapshot, deadline);
    private readonly List<SearchReason> _reasons = [];
    private int _part;
    private int _document;

    private Segment Segment => snapshot.Parts[_part].Segment;

    /// <returns>Null when the question does not find the document, or may not be asked.</returns>
    public SearchExplanation? Run(string key)
    {
        try
        {
            var condition = new Interpreter(language).Read(request).Condition;
            if (!Find(key) || ScoreOf(condition) is not { } score)
                return null;
            Walk(condition, counts: true);
            return new SearchExplanation(score, _reasons);
        }
        catch (Exception refused) when (refused is LimitException or TimeoutRefusedException)
        {
            return null;
        }
    }

    private bool Find(string key)
    {
        for (_part = 0; _part < snapshot.Parts.Count; _part++)
        {
            _document = Segment.Find(key);
            if (_document >= 0 && new Visibility(snapshot.Parts[_part], request.Groups).Has(_document))
                return true;
        }

        return false;
    }

    /// <returns>Null when the document does not satisfy it.</returns>
    private float? ScoreOf(Condition condition) =>
        _planner.Make(condition).For(_part) is var matcher && matcher.Advance(_document) == _document ? matcher.Score() : null;

    /// <param name="counts">Whether what is found adds to the score.</param>
    private void Walk(Condition condition, bool counts)
    {
        switch (condition)
        {
            case Condition.And and:
                foreach (var part in and.Parts)
                    Walk(part, counts);
                break;
            case Condition.Or or:
                var scored = or.Parts.Select(part => (Part: part, Score: ScoreOf(part))).Where(pair => pair.Score is not null).ToList();
                var best = or.Best ? scored.MaxBy(pair => pair.Score).Part : null;
                scored.ForEach(pair => Walk(pair.Part, counts && (best is null || ReferenceEquals(best, pair.Part))));
                break;
            case Condition.Without without:
                Walk(without.Kept, counts);
                break;
            case Condition.Also also:
                Walk(also.Required, counts);
                if (ScoreOf(also.Optional) is not null)
                    Walk(also.Optional, counts);
                break;
            default:
                if (ReasonOf(condition) is { } reason)
                    _reasons.Add(reason with { Part = counts ? ScoreOf(condition) ?? 0 : 0 });
                break;
        }
    }

    private SearchReason? ReasonOf(Condition condition) => condition switch
    {
        Condition.Term word => Words(SearchReasonKind.Word, word.Origin, word.Forms.Term!, [word.Forms.Term!], word.Field),
        Condition.Phrase phrase => new SearchReason(SearchReasonKind.Phrase, phrase.Origin.Typed, string.Join(' ', phrase.Words.Select(word => word.Forms.Term)), phrase.Origin.SynonymOf, PlacesOf(phrase), 0),
        Condition.Pattern pattern => Words(SearchReasonKind.Pattern, pattern.Origin, pattern.Folded, Vocabulary.Matching(snapshot, pattern.Folded, language.Limits.Expansions, deadline), pattern.Field),
        Condition.Fuzzy fuzzy => Misspelt(fuzzy),
        Condition.Values values => Column(values.Column, string.Join(", ", values.Wanted), values.Wanted.Contains),
        Condition.Fitting fitting => Column(fitting.Column, fitting.Shown, value => fitting.Fits(value)),
        Condition.Between between => Column(between.Column, $"{End(between.From)}–{End(between.To)}", _ => true),
        Condition.Near near => new SearchReason(SearchReasonKind.Column, string.Create(CultureInfo.InvariantCulture, $"{near.Place.Kilometres} km"), "", null, [new SearchPlace(near.Column.Name, 1)], 0),
        _ => null,
    };

    private static string End(long value) => value is long.MinValue or long.MaxValue ? "*" : value.ToString(CultureInfo.InvariantCulture);

    private SearchReason Misspelt(Condition.Fuzzy fuzzy)
    {
        var near = _planner.Near(fuzzy).Select(word => word.Term).Where(term => PlacesOf([term], fuzzy.Field).Count > 0).ToList();
        return Words(SearchReasonKind.Misspelt, fuzzy.Origin, string.Join(", ", near), near, fuzzy.Field);
    }

    private SearchReason Words(SearchReasonKind kind, Origin origin, string searched, IReadOnlyCollection<string> terms, int field) =>
        new(kind, origin.Typed, searched, origin.SynonymOf, PlacesOf(terms, field), 0);

    private SearchReason Column(IndexField field, string asked, Func<string, bool> isAsked)
    {
        string[] values = field.Kind == IndexFieldKind.Keyword
            ? [.. _planner.Columns.Keywords(_part, field).Of(_document).Where(isAsked)]
            : [_planner.Columns.Numbers(_part, field)[_document]?.ToString(CultureInfo.InvariantCulture) ?? ""];
        return new SearchReason(SearchReasonKind.Column, asked, string.Join(", ", values), null, [new SearchPlace(field.Name, values.Length)], 0);
    }

    /// <summary>How often any of the terms stands in each field that is asked for.</summary>
    private List<SearchPlace> PlacesOf(IEnumerable<string> terms, int asked)
    {
        var counts = new int[language.TextFields.Count];
        foreach (var term in terms)
            foreach (var position in PositionsOf(term))
                counts[PhrasePlaces.FieldAt(Segment.FieldStarts(_document), position)]++;
        return Places(field => asked < 0 || asked == field ? counts[field] : 0);
    }

    private List<SearchPlace> PlacesOf(Condition.Phrase phrase)
    {
        var places = new PhrasePlaces(phrase.Words.Count, language.TextFields);
        return Places(field =>
        {
            for (var word = 0; word < phrase.Words.Count; word++)
                places.Set(word, PositionsOf(phrase.Words[word].Forms.Term!), phrase.Offsets[word]);
            var frequency = phrase.Field < 0 || phrase.Field == field ? places.Frequency(phrase.Offsets, phrase.Slop, Segment.FieldStarts(_document), field) : 0;
            return (int)Math.Ceiling(frequency / language.TextFields[field].Weight);
        });
    }

    private List<SearchPlace> Places(Func<int, int> count) =>
        [.. language.TextFields.Select((field, at) => new SearchPlace(field.Name, count(at))).Where(place => place.Count > 0)];

    private int[] PositionsOf(string term)
    {
        if (Segment.Terms.Find(term) is not (var number and >= 0))
            return [];
        var cursor = new PostingsCursor(Segment, number);
        return cursor.Advance(_document) == _document ? cursor.Positions().ToArray() : [];
    }
}
