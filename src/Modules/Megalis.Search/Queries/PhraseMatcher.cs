using Megalis.Search.Planning;
using Megalis.Search.Postings;
using Megalis.Search.Segments;

namespace Megalis.Search.Queries;

/// <summary>Documents in which words stand in their places relative to each other, within one text field.</summary>
internal sealed class PhraseMatcher : Matcher
{
    private readonly Segment _segment;
    private readonly PostingsCursor[] _cursors;
    private readonly int[] _byCost;
    private readonly int[] _offsets;
    private readonly PhrasePlaces _places;
    private readonly int _slop;
    private readonly int _field;
    private readonly Ranking _ranking;
    private readonly float _weight;
    private float _frequency;

    /// <param name="cursors">One for each word of the phrase.</param>
    /// <param name="ranked">How documents weigh, and the sum of the words' weights.</param>
    public PhraseMatcher(Segment segment, PostingsCursor[] cursors, Condition.Phrase phrase, (Ranking Ranking, float Weight) ranked)
    {
        (_segment, _cursors, _offsets, _slop, _field, (_ranking, _weight)) = (segment, cursors, phrase.Offsets, phrase.Slop, phrase.Field, ranked);
        _byCost = [.. Enumerable.Range(0, cursors.Length).OrderBy(i => cursors[i].Info.Documents)];
        _places = new PhrasePlaces(cursors.Length, segment.TextFields);
    }

    public override long Cost => _cursors[_byCost[0]].Info.Documents;

    public override int Advance(int target)
    {
        var lead = _cursors[_byCost[0]];
        var document = lead.Advance(target);
        while (document != NoMore)
        {
            var other = FirstDisagreement(document);
            if (other == document)
            {
                if (Matches(document))
                    return Document = document;
                document = lead.Next();
            }
            else
                document = other == NoMore ? NoMore : lead.Advance(other);
        }

        return Document = NoMore;
    }

    private int FirstDisagreement(int document)
    {
        for (var i = 1; i < _byCost.Length; i++)
            if (_cursors[_byCost[i]].Advance(document) is var other && other != document)
                return other;
        return document;
    }

    private bool Matches(int document)
    {
        for (var i = 0; i < _cursors.Length; i++)
            _places.Set(i, _cursors[i].Positions(), _offsets[i]);
        _frequency = _places.Frequency(_offsets, _slop, _segment.FieldStarts(document), _field);
        return _frequency > 0;
    }

    /// <summary>Never more than the rarest word allows: overlapping windows of a sloppy phrase are not counted beyond it.</summary>
    public override float Score()
    {
        var most = int.MaxValue;
        foreach (var cursor in _cursors)
            most = Math.Min(most, cursor.Count);
        return _weight * _ranking.Weight(Math.Clamp((int)MathF.Round(_frequency), 1, most), _segment.LengthCodes[Document]);
    }

    public override float Bound()
    {
        var impact = int.MaxValue;
        foreach (var cursor in _cursors)
            impact = Math.Min(impact, cursor.BlockImpact);
        return _weight * impact / 255;
    }
}
