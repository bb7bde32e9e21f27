using Megalis.Search.Planning;
using Megalis.Search.Postings;
using Megalis.Search.Segments;
namespace Megalis.Search.Queries;

/// <summary>Walks over the documents of one segment that satisfy a condition, in order.</summary>
internal abstract class Matcher
{
    public const int NoMore = PostingsCursor.NoMore;

    /// <summary>-1 before the first call.</summary>
    public int Document { get; protected set; } = -1;

    /// <summary>About how many documents there are: the rarest condition leads.</summary>
    public abstract long Cost { get; }

    /// <summary>The first document that is not below; to be asked of growing targets.</summary>
    public abstract int Advance(int target);

    public virtual int Next() => Advance(Document + 1);

    /// <summary>Of the present document.</summary>
    public abstract float Score();

    /// <summary>Not below the score of the present document, and cheap.</summary>
    public abstract float Bound();

    /// <summary>The next document whose bound is above; may pass over others.</summary>
    public virtual int NextAbove(float score) => Next();
}

/// <summary>No document.</summary>
internal sealed class EmptyMatcher : Matcher
{
    public override long Cost => 0;

    public override int Advance(int target) => Document = NoMore;

    public override float Score() => 0;

    public override float Bound() => 0;
}

/// <summary>Every document, each with the same score.</summary>
internal sealed class AllMatcher(int count, float score) : Matcher
{
    public override long Cost => count;

    public override int Advance(int target) => Document = target < count ? target : NoMore;

    public override float Score() => score;

    public override float Bound() => score;
}

/// <summary>The documents of a set of bits, each with the same score.</summary>
internal class BitsMatcher(ulong[] bits, float score) : Matcher
{
    public override long Cost { get; } = Bits.Count(bits);

    public override int Advance(int target)
    {
        var at = target >> 6;
        if (target == NoMore || at >= bits.Length)
            return Document = NoMore;
        var word = bits[at] & (ulong.MaxValue << (target & 63));
        while (word == 0)
        {
            if (++at == bits.Length)
                return Document = NoMore;
            word = bits[at];
        }

        return Document = (at << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
    }

    public override float Score() => score;

    public override float Bound() => score;
}

/// <summary>The documents of a term.</summary>
internal sealed class TermMatcher(Segment segment, PostingsCursor cursor, Ranking ranking, float weight) : Matcher
{
    public override long Cost => cursor.Info.Documents;

    /// <summary>So many documents have it that bits are faster than steps.</summary>
    public bool IsDense => cursor.Info.Documents >= segment.Count / 128;

    /// <summary>How many words of 64 bits the documents of the segment take.</summary>
    public int Words => (segment.Count + 63) / 64;

    public void Fill(Span<ulong> bits) => PostingsCursor.Fill(segment, cursor.Info, bits);

    /// <summary>The bound at a document ahead, and up to which document it holds.</summary>
    public (float Bound, int Last) Peek(int document) => cursor.Peek(document) is var (impact, last) ? (weight * impact / 255, last) : default;

    public override int Next() => Document = cursor.Next();

    public override int Advance(int target) => Document = cursor.Advance(target);

    public override float Score() => weight * ranking.Weight(cursor.Count, segment.LengthCodes[Document]);

    public override float Bound() => weight * cursor.BlockImpact / 255;

    public override int NextAbove(float score) =>
        Document >= 0 && Bound() <= score ? Document = cursor.NextBlockAbove((int)Math.Floor(Math.Min(score / weight * 255, 256))) : Next();
}

/// <summary>The documents that have a term in one field.</summary>
internal sealed class FieldTermMatcher(Segment segment, PostingsCursor cursor, (Ranking Ranking, float Weight) ranked, int field, Deadline deadline) : Matcher
{
    private int _count;

    public override long Cost => cursor.Info.Documents;

    public override int Advance(int target)
    {
        for (var document = cursor.Advance(target); document != NoMore; document = cursor.Next())
        {
            deadline.Step();
            _count = 0;
            var starts = segment.FieldStarts(document);
            foreach (var position in cursor.Positions())
                _count += PhrasePlaces.FieldAt(starts, position) == field ? 1 : 0;
            if (_count > 0)
                return Document = document;
        }

        return Document = NoMore;
    }

    public override float Score() => ranked.Weight * ranked.Ranking.Weight(_count * segment.TextFields[field].Weight, segment.LengthCodes[Document]);

    public override float Bound() => ranked.Weight * cursor.BlockImpact / 255;
}
