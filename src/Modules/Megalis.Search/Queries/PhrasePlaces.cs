using Megalis.Kernel.Search;

namespace Megalis.Search.Queries;

/// <summary>
/// Whether the words of a phrase stand in their places in one document, by their positions. With slop, the words may be out of
/// place by so many positions all together, as in Lucene: the widest distance of (position - place) is within the slop.
/// </summary>
/// <param name="words">How many words the phrase has.</param>
/// <param name="fields">Those of text.</param>
internal sealed class PhrasePlaces(int words, IReadOnlyList<IndexField> fields)
{
    private readonly int[][] _places = [.. Enumerable.Repeat(Array.Empty<int>(), words)];
    private readonly int[] _counts = new int[words];
    private readonly int[] _heads = new int[words];

    /// <summary>The positions of one word, growing.</summary>
    public void Set(int word, ReadOnlySpan<int> positions, int offset)
    {
        if (_places[word].Length < positions.Length)
            _places[word] = new int[positions.Length * 2];
        for (var p = 0; p < positions.Length; p++)
            _places[word][p] = positions[p] - offset;
        (_counts[word], _heads[word]) = (positions.Length, 0);
    }

    /// <summary>How often the phrase is there, each time weighed by its field, nearer ones more; 0 when it is not.</summary>
    /// <param name="starts">Where each text field of the document but the first begins.</param>
    /// <param name="field">The text field it must lie in, -1 for any.</param>
    public float Frequency(ReadOnlySpan<int> offsets, int slop, ReadOnlySpan<int> starts, int field) =>
        slop == 0 ? Exact(offsets, starts, field) : Sloppy(offsets, slop, starts, field);

    private float Exact(ReadOnlySpan<int> offsets, ReadOnlySpan<int> starts, int field)
    {
        var frequency = 0f;
        for (; _heads[0] < _counts[0]; _heads[0]++)
        {
            var place = _places[0][_heads[0]];
            var all = true;
            for (var i = 1; i < words && all; i++)
            {
                while (_heads[i] < _counts[i] && _places[i][_heads[i]] < place)
                    _heads[i]++;
                all = _heads[i] < _counts[i] && _places[i][_heads[i]] == place;
            }

            if (all)
                frequency += WeightAt(offsets, starts, field);
        }

        return frequency;
    }

    /// <summary>The head that lies furthest back moves on, until one list is used up.</summary>
    private float Sloppy(ReadOnlySpan<int> offsets, int slop, ReadOnlySpan<int> starts, int field)
    {
        for (var frequency = 0f; ;)
        {
            var (least, most) = (0, 0);
            for (var i = 1; i < words; i++)
            {
                if (_places[i][_heads[i]] < _places[least][_heads[least]])
                    least = i;
                if (_places[i][_heads[i]] > _places[most][_heads[most]])
                    most = i;
            }

            var width = _places[most][_heads[most]] - _places[least][_heads[least]];
            if (width <= slop && AreDistinct(offsets))
                frequency += (float)WeightAt(offsets, starts, field) / (1 + width);
            if (++_heads[least] == _counts[least])
                return frequency;
        }
    }

    /// <summary>A word that the phrase has twice must be there twice.</summary>
    private bool AreDistinct(ReadOnlySpan<int> offsets)
    {
        for (var i = 0; i < words; i++)
            for (var j = i + 1; j < words; j++)
                if (_places[i][_heads[i]] + offsets[i] == _places[j][_heads[j]] + offsets[j])
                    return false;
        return true;
    }

    /// <summary>The weight of the field that all heads lie in; 0 when they lie in several or in another than asked.</summary>
    private int WeightAt(ReadOnlySpan<int> offsets, ReadOnlySpan<int> starts, int asked)
    {
        var field = FieldAt(starts, _places[0][_heads[0]] + offsets[0]);
        for (var i = 1; i < words && starts.Length > 0; i++)
            if (FieldAt(starts, _places[i][_heads[i]] + offsets[i]) != field)
                return 0;
        return asked < 0 || asked == field ? fields[field].Weight : 0;
    }

    /// <summary>The text field (its place among them) that a position lies in.</summary>
    public static int FieldAt(ReadOnlySpan<int> starts, int position)
    {
        var field = 0;
        while (field < starts.Length && starts[field] <= position)
            field++;
        return field;
    }
}
