using System.Text;

namespace Megalis.Search.Words;

/// <summary>
/// Typing errors between one word and many (Damerau, optimal string alignment): a letter too many, too few, another, or two
/// neighbours swapped. Words whose length or letters differ too much are put aside unread.
/// </summary>
internal sealed class EditDistance
{
    private readonly string _word;
    private readonly int _most;
    private readonly uint _letters;
    private readonly int[][] _rows;
    private readonly char[] _other = new char[256];

    public EditDistance(string word, int most)
    {
        (_word, _most) = (word, most);
        _letters = Letters(word);
        _rows = [new int[word.Length + 1], new int[word.Length + 1], new int[word.Length + 1]];
    }

    /// <summary>How many errors there are, -1 when more than the most.</summary>
    /// <param name="utf8">A folded word.</param>
    public int To(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 255 || utf8.Length < _word.Length - _most || utf8.Length > (3 * _word.Length) + _most)
            return -1;
        var other = _other.AsSpan(0, Encoding.UTF8.GetChars(utf8, _other));
        // Each error changes at most two letters of the sets.
        if (Math.Abs(other.Length - _word.Length) > _most || System.Numerics.BitOperations.PopCount(_letters ^ Letters(other)) > 2 * _most)
            return -1;
        return To(other);
    }

    private int To(ReadOnlySpan<char> other)
    {
        var (before, last, row) = (_rows[0], _rows[1], _rows[2]);
        for (var j = 0; j <= _word.Length; j++)
            last[j] = j;
        for (var i = 1; i <= other.Length; i++)
        {
            var least = row[0] = i;
            for (var j = 1; j <= _word.Length; j++)
            {
                var same = other[i - 1] == _word[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + same);
                if (i > 1 && j > 1 && other[i - 1] == _word[j - 2] && other[i - 2] == _word[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > _most)
                return -1;
            (before, last, row) = (last, row, before);
        }

        return last[_word.Length] <= _most ? last[_word.Length] : -1;
    }

    private static uint Letters(ReadOnlySpan<char> word)
    {
        var letters = 0u;
        foreach (var letter in word)
            letters |= 1u << (letter & 31);
        return letters;
    }
}
