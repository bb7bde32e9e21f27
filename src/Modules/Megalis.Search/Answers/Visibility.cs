using Megalis.Search.Indexes;
using Megalis.Search.Postings;
using Megalis.Search.Segments;
namespace Megalis.Search.Answers;

/// <summary>Which documents of a segment a reader may know of: not deleted, and with a group in common.</summary>
internal sealed class Visibility
{
    private readonly Part _part;
    private readonly bool[] _sets;

    public Visibility(Part part, IReadOnlyCollection<string> groups)
    {
        _part = part;
        var sets = part.Segment.GroupSets;
        _sets = [.. Enumerable.Range(0, sets.Count).Select(set => sets.Text(set).Split('\n').Any(groups.Contains))];
        IsWhole = part.Deleted is null && _sets.All(set => set);
    }

    /// <summary>All of them.</summary>
    public bool IsWhole { get; }

    public bool Has(int document) => _sets[_part.Segment.GroupOf[document]] && !Bits.Has(_part.Deleted, document);

    /// <summary>Whether the form of a word stands in a document of the reader's; shared bits count only when all their sets are the reader's.</summary>
    public bool Has(SurfaceInfo surface)
    {
        for (var set = 0; set < Math.Min(_sets.Length, 63); set++)
            if (_sets[set] && (surface.Groups & SurfaceInfo.BitOf(set)) != 0)
                return HasLive(surface.Term);
        return _sets.Length > 63 && (surface.Groups & SurfaceInfo.BitOf(63)) != 0 && _sets.Skip(63).All(set => set) && HasLive(surface.Term);
    }

    /// <summary>Whether any document of the reader has the term.</summary>
    public bool HasLive(int term)
    {
        if (IsWhole)
            return true;
        var cursor = new PostingsCursor(_part.Segment, term);
        while (cursor.Next() != PostingsCursor.NoMore)
            if (Has(cursor.Document))
                return true;
        return false;
    }
}
