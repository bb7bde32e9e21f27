using Megalis.Search.Queries;

namespace Megalis.Search.Planning;

/// <summary>A condition, ready to be walked in each segment of one snapshot.</summary>
/// <param name="For">The matcher over the segment with this number.</param>
/// <param name="Documents">When the condition is one word anywhere: how many documents have it, deleted ones counted; else -1.</param>
internal sealed record Plan(Func<int, Matcher> For, long Documents = -1)
{
    public static Plan None { get; } = new(_ => new EmptyMatcher(), 0);

    /// <summary>The documents that all have; a single one is itself.</summary>
    public static Plan And(IReadOnlyList<Plan> plans) => plans switch
    {
        [] => None,
        [var only] => only,
        _ => new(part => Together(plans.Select(plan => plan.For(part)).ToList())),
    };

    private static Matcher Together(List<Matcher> matchers)
    {
        if (matchers.Exists(matcher => matcher is EmptyMatcher))
            return new EmptyMatcher();
        var dense = matchers.OfType<TermMatcher>().Where(matcher => matcher.IsDense).OrderBy(matcher => matcher.Cost).ToArray();
        var others = matchers.Except(dense).ToList();
        if (!DenseAndMatcher.Pays(dense, others))
            return new AndMatcher(matchers);
        var joined = new DenseAndMatcher(dense);
        return others.Count == 0 ? joined : new AndMatcher([joined, .. others]);
    }

    /// <summary>The documents that any has.</summary>
    /// <param name="best">The best score counts, not the sum.</param>
    public static Plan Or(IReadOnlyList<Plan> plans, bool best = false) => plans switch
    {
        [] => None,
        [var only] => only,
        _ => new(part => plans.Select(plan => plan.For(part)).Where(m => m is not EmptyMatcher).ToArray() switch
        {
            [] => new EmptyMatcher(),
            [var only] => only,
            var several => new OrMatcher(several, best),
        }),
    };

    public Plan Without(Plan left) => new(part => For(part) is var kept && left.For(part) is var gone && gone is EmptyMatcher ? kept : new WithoutMatcher(kept, gone));

    public Plan WithAlso(Plan optional) => new(part => For(part) is var required && optional.For(part) is var also && also is EmptyMatcher ? required : new AlsoMatcher(required, also));
}
