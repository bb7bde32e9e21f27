using System.Buffers;

namespace Megalis.Search.Queries;

/// <summary>
/// Documents that several frequent words all have: their bits are joined at once, and a word's postings are walked only where a
/// document may be among the best.
/// </summary>
internal sealed class DenseAndMatcher(TermMatcher[] parts) : BitsMatcher(Join(parts), 0)
{
    private float _bound;
    private int _holdsUntil = -1;

    /// <summary>Whether bits pay: several frequent words, and no other condition that is much rarer.</summary>
    public static bool Pays(IReadOnlyCollection<TermMatcher> dense, IEnumerable<Matcher> others) =>
        dense.Count > 1 && others.All(other => other.Cost * 8 >= dense.Sum(part => part.Cost));

    public override float Bound()
    {
        if (Document <= _holdsUntil)
            return _bound;
        (_bound, _holdsUntil) = (0, NoMore);
        foreach (var part in parts)
        {
            var (bound, last) = part.Peek(Document);
            _bound += bound;
            _holdsUntil = Math.Min(_holdsUntil, last);
        }

        return _bound;
    }

    public override float Score()
    {
        var score = 0f;
        foreach (var part in parts)
        {
            part.Advance(Document);
            score += part.Score();
        }

        return score;
    }

    private static ulong[] Join(TermMatcher[] parts)
    {
        var joined = new ulong[parts[0].Words];
        parts[0].Fill(joined);
        var lent = ArrayPool<ulong>.Shared.Rent(joined.Length);
        var bits = lent.AsSpan(0, joined.Length);
        foreach (var part in parts.AsSpan(1))
        {
            bits.Clear();
            part.Fill(bits);
            for (var i = 0; i < joined.Length; i++)
                joined[i] &= bits[i];
        }

        ArrayPool<ulong>.Shared.Return(lent);
        return joined;
    }
}
