using Megalis.Search.Postings;
using Megalis.Search.Segments;
namespace Megalis.Search.Queries;

/// <summary>
/// Documents in which words stand in their places relative to each other, within one text field. With slop, the words may be out of
/// place by so many positions all together, as in Lucene: the widest distance of (position - place) is within the slop.
/// </summary>
internal sealed class PhraseMatcher : Matcher
{
    private readonly Segment _segment;
    private readonly PostingsCursor[] _cursors;
    private readonly int[] _byCost;
    private readonly int[] _offsets;
    private readonly int[][] _places;
    private readonly int[] _counts;
    private readonly int[] _heads;
    private readonly int _slop;
    private readonly int _field;
    private readonly Ranking _ranking;
    private readonly float _weight;
    private float _frequency;

    /// <param name="cursors">One for each word.</param>
    /// <param name="offsets">The place of each word in the phrase.</param>
    /// <param name="field">The text field it must lie in, -1 for any.</param>
    /// <param name="ranked">How documents weigh, and the sum of the words' weights.</param>
    public PhraseMatcher(Segment segment, PostingsCursor[] cursors, int[] offsets, int slop, int field, (Ranking Ranking, float Weight) ranked)
    {
        (_segment, _cursors, _offsets, _slop, _field, (_ranking, _weight)) = (segment, cursors, offsets, slop, field, ranked);
        _byCost = [.. Enumerable.Range(0, cursors.Length).OrderBy(i => cursors[i].Info.Documents)];
        _places = new int[cursors.Length][];
        Array.Fill(_places, []);
        (_counts, _heads) = (new int[cursors.Length], new int[cursors.Length]);
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
        {
            var positions = _cursors[i].Positions();
            if (_places[i].Length < positions.Length)
                _places[i] = new int[positions.Length * 2];
            for (var p = 0; p < positions.Length; p++)
                _places[i][p] = positions[p] - _offsets[i];
            (_counts[i], _heads[i]) = (positions.Length, 0);
        }

        _frequency = 0;
        return _slop == 0 ? AnyExact(document) : AnySloppy(document);
    }

    private bool AnyExact(int document)
    {
        for (_heads[0] = 0; _heads[0] < _counts[0]; _heads[0]++)
        {
            var place = _places[0][_heads[0]];
            var all = true;
            for (var i = 1; i < _cursors.Length && all; i++)
            {
                while (_heads[i] < _counts[i] && _places[i][_heads[i]] < place)
                    _heads[i]++;
                all = _heads[i] < _counts[i] && _places[i][_heads[i]] == place;
            }

            if (all)
                _frequency += WeightAt(document);
        }

        return _frequency > 0;
    }

    /// <summary>The head that lies furthest back moves on, until one list is used up.</summary>
    private bool AnySloppy(int document)
    {
        while (true)
        {
            var (least, most) = (0, 0);
            for (var i = 1; i < _heads.Length; i++)
            {
                if (_places[i][_heads[i]] < _places[least][_heads[least]])
                    least = i;
                if (_places[i][_heads[i]] > _places[most][_heads[most]])
                    most = i;
            }

            var width = _places[most][_heads[most]] - _places[least][_heads[least]];
            if (width <= _slop && AreDistinct())
                _frequency += (float)WeightAt(document) / (1 + width);
            if (++_heads[least] == _counts[least])
                return _frequency > 0;
        }
    }

    /// <summary>A word that the phrase has twice must be there twice.</summary>
    private bool AreDistinct()
    {
        for (var i = 0; i < _heads.Length; i++)
            for (var j = i + 1; j < _heads.Length; j++)
                if (_places[i][_heads[i]] + _offsets[i] == _places[j][_heads[j]] + _offsets[j])
                    return false;
        return true;
    }

    /// <summary>The weight of the field that all heads lie in; 0 when they lie in several or in another than asked.</summary>
    private int WeightAt(int document)
    {
        var field = _segment.FieldOf(document, _places[0][_heads[0]] + _offsets[0]);
        for (var i = 1; i < _heads.Length && _segment.TextFields.Count > 1; i++)
            if (_segment.FieldOf(document, _places[i][_heads[i]] + _offsets[i]) != field)
                return 0;
        return _field < 0 || _field == field ? _segment.TextFields[field].Weight : 0;
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
