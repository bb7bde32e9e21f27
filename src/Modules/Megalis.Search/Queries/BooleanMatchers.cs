namespace Megalis.Search.Queries;

/// <summary>Documents that all parts have; scores add up.</summary>
internal sealed class AndMatcher : Matcher
{
    private readonly Matcher[] _parts;

    public AndMatcher(IEnumerable<Matcher> parts) => _parts = [.. parts.OrderBy(part => part.Cost)];

    public override long Cost => _parts[0].Cost;

    public override int Next() => Settle(_parts[0].Next());

    public override int Advance(int target) => Settle(_parts[0].Document >= target ? _parts[0].Document : _parts[0].Advance(target));

    private int Settle(int document)
    {
        for (var i = 1; i < _parts.Length && document != NoMore;)
        {
            var other = _parts[i].Document >= document ? _parts[i].Document : _parts[i].Advance(document);
            if (other == document)
                i++;
            else
            {
                document = other == NoMore ? NoMore : _parts[0].Advance(other);
                i = 1;
            }
        }

        return Document = document;
    }

    public override float Score()
    {
        var score = 0f;
        foreach (var part in _parts)
            score += part.Score();
        return score;
    }

    public override float Bound()
    {
        var bound = 0f;
        foreach (var part in _parts)
            bound += part.Bound();
        return bound;
    }
}

/// <summary>Documents that any part has. Scores add up, or the best counts.</summary>
/// <param name="best">For words that stand for one another: the best one counts.</param>
internal sealed class OrMatcher(Matcher[] parts, bool best) : Matcher
{
    public override long Cost { get; } = parts.Sum(part => part.Cost);

    public override int Advance(int target)
    {
        var first = NoMore;
        foreach (var part in parts)
            first = Math.Min(first, part.Document >= target ? part.Document : part.Advance(target));
        return Document = first;
    }

    public override float Score() => Sum(static part => part.Score());

    public override float Bound() => Sum(static part => part.Bound());

    private float Sum(Func<Matcher, float> of)
    {
        var sum = 0f;
        foreach (var part in parts)
            if (part.Document == Document)
                sum = best ? Math.Max(sum, of(part)) : sum + of(part);
        return sum;
    }
}

/// <summary>Documents of the first; those that the second has too score more.</summary>
internal sealed class AlsoMatcher(Matcher required, Matcher optional) : Matcher
{
    public override long Cost => required.Cost;

    public override int Next() => Document = required.Next();

    public override int Advance(int target) => Document = required.Advance(target);

    public override float Score() => required.Score() + (IsThere() ? optional.Score() : 0);

    public override float Bound() => required.Bound() + (IsThere() ? optional.Bound() : 0);

    private bool IsThere() => (optional.Document >= Document ? optional.Document : optional.Advance(Document)) == Document;
}

/// <summary>Documents of the first that the second lacks.</summary>
internal sealed class WithoutMatcher(Matcher kept, Matcher left) : Matcher
{
    public override long Cost => kept.Cost;

    public override int Advance(int target)
    {
        for (var document = kept.Advance(target); document != NoMore; document = kept.Next())
            if ((left.Document >= document ? left.Document : left.Advance(document)) != document)
                return Document = document;
        return Document = NoMore;
    }

    public override float Score() => kept.Score();

    public override float Bound() => kept.Bound();
}
