using Megalis.Kernel.Search;

using Megalis.Search.Postings;
namespace Megalis.Search.Segments;

/// <summary>Several segments to one: in their order, without what was deleted. No text is analysed again.</summary>
internal static class SegmentMerger
{
    /// <summary>One segment on its way: <paramref name="Numbers"/> are its documents' new numbers, -1 for deleted ones.</summary>
    private sealed record Input(Segment Segment, int[] Numbers, ulong[] GroupBits);

    /// <param name="parts">Segments, each with the bits of its deleted documents or null.</param>
    public static void Write(IndexSchema schema, IReadOnlyList<(Segment Segment, ulong[]? Deleted)> parts, Stream stream)
    {
        var documents = new DocumentSide(schema);
        var inputs = parts.Select(part => Take(part.Segment, part.Deleted, documents)).ToList();
        var writer = new SectionWriter(stream);
        documents.Write(writer);
        var postings = new PostingsWriter(new Ranking(schema), documents.LengthCodes);
        foreach (var (term, places) in InOrder(inputs, input => input.Segment.Terms))
        {
            foreach (var (input, number) in places)
                CopyPostings(input, number, postings);
            postings.EndTerm(term);
        }

        postings.Write(writer);
        SurfaceTable.Write(writer, postings.Terms, inputs.SelectMany(Surfaces));
        writer.Finish();
    }

    private static Input Take(Segment segment, ulong[]? deleted, DocumentSide documents)
    {
        var stored = segment.Stored();
        var numbers = new int[segment.Count];
        var groupBits = new ulong[segment.GroupSets.Count];
        for (var document = 0; document < numbers.Length; document++)
        {
            if (Bits.Has(deleted, document))
            {
                numbers[document] = -1;
                continue;
            }

            numbers[document] = documents.Count;
            groupBits[segment.GroupOf[document]] = SurfaceInfo.BitOf(documents.AddFrom(segment, document, stored));
        }

        return new Input(segment, numbers, groupBits);
    }

    /// <summary>Each string once, in order, with the places where it stands.</summary>
    private static IEnumerable<(string Text, List<(Input Input, int Number)> Places)> InOrder(List<Input> inputs, Func<Input, StringTable> table)
    {
        var heads = new PriorityQueue<(Input Input, int Number), string>(StringTable.Order);
        foreach (var input in inputs.Where(input => table(input).Count > 0))
            heads.Enqueue((input, 0), table(input).Text(0));
        while (heads.TryPeek(out _, out var text))
        {
            var places = new List<(Input Input, int Number)>();
            while (heads.TryPeek(out var head, out var next) && next == text)
            {
                places.Add(heads.Dequeue());
                if (head.Number + 1 < table(head.Input).Count)
                    heads.Enqueue((head.Input, head.Number + 1), table(head.Input).Text(head.Number + 1));
            }

            yield return (text, [.. places.OrderBy(place => inputs.IndexOf(place.Input))]);
        }
    }

    private static void CopyPostings(Input input, int term, PostingsWriter postings)
    {
        var cursor = new PostingsCursor(input.Segment, term);
        while (cursor.Next() != PostingsCursor.NoMore)
            if (input.Numbers[cursor.Document] is var number and >= 0)
                postings.Add(number, cursor.Count, cursor.Positions());
    }

    /// <summary>How many documents have a form is not known one by one: deleted ones stay counted until a rebuild.</summary>
    private static IEnumerable<Surface> Surfaces(Input input)
    {
        for (var i = 0; i < input.Segment.Folded.Count; i++)
        {
            var info = input.Segment.Surfaces[i];
            var (folded, shown) = (input.Segment.Folded.Text(i), input.Segment.Shown.Text(i));
            var groups = 0UL;
            for (var set = 0; set < input.GroupBits.Length; set++)
                if ((info.Groups & SurfaceInfo.BitOf(set)) != 0)
                    groups |= input.GroupBits[set];
            yield return new Surface(folded, shown.Length == 0 ? folded : shown, input.Segment.Terms.Text(info.Term), info.Documents, groups);
        }
    }
}

/// <summary>Sets of document numbers.</summary>
internal static class Bits
{
    public static ulong[] For(int count) => new ulong[(count + 63) / 64];

    public static bool Has(ulong[]? bits, int at) => bits is not null && (bits[at >> 6] & (1UL << (at & 63))) != 0;

    public static void Set(ulong[] bits, int at) => bits[at >> 6] |= 1UL << (at & 63);

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits)
            count += System.Numerics.BitOperations.PopCount(word);
        return count;
    }
}
