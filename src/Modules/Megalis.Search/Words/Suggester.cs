using System.Text;
using Megalis.Kernel.Identifiers;
using Megalis.Search.Answers;
using Megalis.Search.Indexes;
using Megalis.Search.Planning;
using Megalis.Search.Segments;

namespace Megalis.Search.Words;

/// <summary>Ends of a word that is being typed, and the word that was meant; only words of documents that the reader may find.</summary>
internal sealed class Suggester(Language language, Snapshot snapshot, IReadOnlyCollection<string> groups)
{
    /// <summary>More are kept than shown: some will turn out to be deleted or not the reader's.</summary>
    private const int Reserve = 8;

    private readonly List<Visibility> _visible = [.. snapshot.Parts.Select(part => new Visibility(part, groups))];

    /// <summary>The most frequent words with this beginning, as texts write them.</summary>
    public IReadOnlyList<string> Complete(string beginning, int most)
    {
        var prefix = Encoding.UTF8.GetBytes(Folded.Of(beginning));
        if (prefix.Length == 0)
            return [];
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var part = 0; part < _visible.Count; part++)
            foreach (var (surface, documents) in MostFrequent(snapshot.Parts[part].Segment, prefix, most * Reserve))
                if (_visible[part].Has(snapshot.Parts[part].Segment.Surfaces[surface]))
                {
                    var shown = Shown(snapshot.Parts[part].Segment, surface);
                    found[shown] = found.GetValueOrDefault(shown) + documents;
                }

        return [.. found.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most).Select(pair => pair.Key)];
    }

    private static IEnumerable<(int Surface, int Documents)> MostFrequent(Segment segment, byte[] prefix, int most)
    {
        var best = new PriorityQueue<int, int>();
        var (folded, least) = (segment.Folded, 0);
        for (var i = folded.LowerBound(prefix); i < folded.Count && folded.Bytes(i).StartsWith(prefix); i++)
        {
            var documents = segment.Surfaces[i].Documents;
            if (best.Count < most)
                best.Enqueue(i, documents);
            else if (documents > least)
                best.EnqueueDequeue(i, documents);
            if (best.Count == most && best.TryPeek(out _, out var last))
                least = last;
        }

        return best.UnorderedItems.Select(item => (item.Element, item.Priority));
    }

    /// <summary>The text with each unknown word replaced by the nearest known one; null when all are known or none is near.</summary>
    public string? DidYouMean(string text)
    {
        var mended = new StringBuilder(text);
        var changed = false;
        foreach (var word in language.Analyzer.Words(text).Where(word => !IsKnown(word.Forms.Term!)).Take(language.Limits.Mended).Reverse())
        {
            if (Nearest(word.Forms.Folded) is not { } nearest)
                continue;
            mended.Remove(word.Start, word.Length).Insert(word.Start, nearest);
            changed = true;
        }

        return changed ? mended.ToString() : null;
    }

    private bool IsKnown(string term)
    {
        for (var part = 0; part < _visible.Count; part++)
            if (snapshot.Parts[part].Segment.Terms.Find(term) is var number and >= 0 && _visible[part].HasLive(number))
                return true;
        return false;
    }

    private string? Nearest(string folded)
    {
        var distance = new EditDistance(folded, folded.Length < 4 ? 0 : folded.Length < 8 ? 1 : 2);
        var (best, bestKey) = ((string?)null, (Edits: int.MaxValue, Documents: 0));
        for (var part = 0; part < _visible.Count; part++)
        {
            var segment = snapshot.Parts[part].Segment;
            var forms = segment.Folded;
            for (var i = 0; i < forms.Count; i++)
            {
                if (distance.To(forms.Bytes(i)) is not (var edits and >= 0))
                    continue;
                var documents = segment.Surfaces[i].Documents;
                if ((edits < bestKey.Edits || (edits == bestKey.Edits && documents > bestKey.Documents)) && _visible[part].Has(segment.Surfaces[i]))
                    (best, bestKey) = (Shown(segment, i), (edits, documents));
            }
        }

        return best;
    }

    private static string Shown(Segment segment, int surface) => segment.Shown.Bytes(surface).Length == 0 ? segment.Folded.Text(surface) : segment.Shown.Text(surface);
}
