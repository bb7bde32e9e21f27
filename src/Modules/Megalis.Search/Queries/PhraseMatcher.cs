using Megalis.Search.Planning;
using Megalis.Search.Postings;
using Megalis.Search.Segments;

namespace Megalis.Search.Queries;

/// <summary>
/// Documents in which words stand in their places relative to each other, within one text field. Positions are read only as far as
/// it takes to know; how often the phrase is there is counted only for a document that may be among the best.
/// </summary>
internal sealed class PhraseMatcher : Matcher
{
    /// <summary>One word's way through its positions in the present document.</summary>
    private struct Walk
    {
        public int At;
        public int Left;
        public int Place;
    }

    private readonly Segment _segment;
    private readonly PostingsCursor[] _inOrder;
    private readonly PostingsCursor[] _cursors;
    private readonly int[] _offsetsInOrder;
    private readonly int[] _offsets;
    private readonly Walk[] _walks;
    private readonly PhrasePlaces _places;
    private readonly int _slop;
    private readonly int _field;
    private readonly Ranking _ranking;
    private readonly float _weight;
    private readonly Deadline _deadline;

    /// <param name="cursors">One for each word of the phrase.</param>
    /// <param name="ranked">How documents weigh, and the sum of the words' weights.</param>
    public PhraseMatcher(Segment segment, PostingsCursor[] cursors, Condition.Phrase phrase, (Ranking Ranking, float Weight) ranked, Deadline deadline)
    {
        _deadline = deadline;
        (_segment, _inOrder, _offsetsInOrder, _slop, _field, (_ranking, _weight)) = (segment, cursors, phrase.Offsets, phrase.Slop, phrase.Field, ranked);
        // The rarest word leads, and two words that do not meet are enough to leave a document.
        var rarest = Enumerable.Range(0, cursors.Length).OrderBy(i => cursors[i].Info.Documents).ToArray();
        _cursors = [.. rarest.Select(i => cursors[i])];
        _offsets = [.. rarest.Select(i => phrase.Offsets[i])];
        _walks = new Walk[cursors.Length];
        _places = new PhrasePlaces(cursors.Length, segment.TextFields);
    }

    public override long Cost => _cursors[0].Info.Documents;

    public override int Advance(int target)
    {
        var lead = _cursors[0];
        var document = lead.Advance(target);
        while (document != NoMore)
        {
            var other = FirstDisagreement(document);
            _deadline.Step();
            if (other == document)
            {
                if (_slop == 0 ? IsThere(document) : Frequency(document) > 0)
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
        for (var i = 1; i < _cursors.Length; i++)
            if (_cursors[i].Advance(document) is var other && other != document)
                return other;
        return document;
    }

    /// <summary>Whether all words stand once in their places. A word is looked at only where those before it agree.</summary>
    private bool IsThere(int document)
    {
        var bytes = _cursors[0].PositionBytes;
        var begun = 1;
        ref var first = ref _walks[0];
        first = Begin(bytes, 0);
        for (var i = 1; i < _walks.Length || !IsInOneField(document, first.Place);)
        {
            if (i == _walks.Length)
            {
                if (!Reach(bytes, ref first, first.Place + 1))
                    return false;
                i = 1;
            }

            if (i == begun)
                _walks[begun++] = Begin(bytes, i);
            ref var walk = ref _walks[i];
            var place = first.Place;
            if (!Reach(bytes, ref walk, place) || !Reach(bytes, ref first, walk.Place))
                return false;
            i = first.Place == place ? i + 1 : 1;
        }

        return true;
    }

    private bool IsInOneField(int document, int place)
    {
        var starts = _segment.FieldStarts(document);
        if (starts.Length == 0)
            return true;
        var field = PhrasePlaces.FieldAt(starts, place + _offsets[0]);
        foreach (var offset in _offsets)
            if (PhrasePlaces.FieldAt(starts, place + offset) != field)
                return false;
        return _field < 0 || _field == field;
    }

    private Walk Begin(ReadOnlySpan<byte> bytes, int word)
    {
        var (at, count) = _cursors[word].PositionsAt(bytes);
        return new Walk { Left = count - 1, Place = (int)GrowingBytes.ReadVarint(bytes, ref at) - _offsets[word], At = at };
    }

    /// <returns>False when the word has no place there or beyond.</returns>
    private static bool Reach(ReadOnlySpan<byte> bytes, ref Walk walk, int place)
    {
        while (walk.Place < place)
        {
            if (walk.Left-- == 0)
                return false;
            walk.Place += (int)GrowingBytes.ReadVarint(bytes, ref walk.At);
        }

        return true;
    }

    private float Frequency(int document)
    {
        _deadline.Check();
        for (var i = 0; i < _inOrder.Length; i++)
            _places.Set(i, _inOrder[i].Positions(), _offsetsInOrder[i]);
        return _places.Frequency(_offsetsInOrder, _slop, _segment.FieldStarts(document), _field);
    }

    /// <summary>Never more than the rarest word allows: overlapping windows of a sloppy phrase are not counted beyond it.</summary>
    public override float Score()
    {
        var most = Most();
        var frequency = most == 1 ? 1 : Math.Clamp((int)MathF.Round(Frequency(Document)), 1, most);
        return _weight * _ranking.Weight(frequency, _segment.LengthCodes[Document]);
    }

    /// <summary>By the counts of the words: much nearer than what their blocks promise, and counting the phrase is dear.</summary>
    public override float Bound() => _weight * _ranking.Weight(Most(), _segment.LengthCodes[Document]);

    /// <summary>The phrase is there no more often than its rarest word.</summary>
    private int Most()
    {
        var most = int.MaxValue;
        foreach (var cursor in _cursors)
            most = Math.Min(most, cursor.Count);
        return most;
    }
}
