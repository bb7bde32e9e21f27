using System.Text;
using Megalis.Kernel.Http;
using Megalis.Search.Indexes;
using Megalis.Search.Queries;
using Megalis.Search.Segments;
using Megalis.Search.Words;

namespace Megalis.Search.Planning;

/// <summary>Which terms a pattern or a misspelt word stands for, by the forms that stand in the texts.</summary>
internal static class Vocabulary
{
    /// <summary>The terms some form of which fits; the same for all segments, so that a merge changes no answer.</summary>
    /// <param name="pattern">Folded, with « * » and « ? ».</param>
    /// <exception cref="LimitException">They are more than the most.</exception>
    public static HashSet<string> Matching(Snapshot snapshot, string pattern, int most, Deadline deadline)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in snapshot.Parts)
            foreach (var number in Matching(part.Segment, pattern, deadline))
                if (terms.Add(part.Segment.Terms.Text(number)) && terms.Count > most)
                    throw new LimitException(new Refusal("« {0} » peut être trop de mots différents : ajoutez des lettres.", pattern));
        return terms;
    }

    private static HashSet<int> Matching(Segment segment, string pattern, Deadline deadline)
    {
        var at = pattern.IndexOfAny(['*', '?']);
        var isPrefix = at == pattern.Length - 1 && at >= 0 && pattern[at] == '*';
        var prefix = Encoding.UTF8.GetBytes(at < 0 ? pattern : pattern[..at]);
        var (folded, terms) = (segment.Folded, new HashSet<int>());
        for (var i = folded.LowerBound(prefix); i < folded.Count && folded.Bytes(i).StartsWith(prefix); i++)
        {
            deadline.Step();
            if (isPrefix || Wildcards.Matches(pattern, folded.Text(i)))
                terms.Add(segment.Surfaces[i].Term);
        }

        return terms;
    }

    /// <summary>The terms with a form at most so many typing errors away, the nearest first, then the most frequent.</summary>
    public static IReadOnlyList<(string Term, int Edits)> Near(Snapshot snapshot, string word, int edits, int most, Deadline deadline)
    {
        var found = new Dictionary<string, (int Edits, int Documents)>(StringComparer.Ordinal);
        var distance = new EditDistance(word, edits);
        foreach (var part in snapshot.Parts)
        {
            var (folded, segment) = (part.Segment.Folded, part.Segment);
            for (var i = 0; i < folded.Count; i++)
            {
                deadline.Step();
                if (distance.To(folded.Bytes(i)) is not (var away and >= 0))
                    continue;
                var term = segment.Terms.Text(segment.Surfaces[i].Term);
                var known = found.GetValueOrDefault(term, (Edits: edits, Documents: 0));
                found[term] = (Math.Min(known.Edits, away), known.Documents + segment.Surfaces[i].Documents);
            }
        }

        return [.. found.OrderBy(pair => pair.Value.Edits).ThenByDescending(pair => pair.Value.Documents).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(most).Select(pair => (pair.Key, pair.Value.Edits))];
    }
}
