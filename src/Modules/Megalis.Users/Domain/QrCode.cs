using System.Text;

namespace Megalis.Users.Domain;

/// <summary>
/// A QR code (ISO/IEC 18004) of a text in bytes, level L, versions 1 to 12: up to 367 bytes, more than the address of a
/// second factor needs. True is a dark module.
/// </summary>
internal sealed class QrCode
{
    private const int MaxVersion = 12;

    /// <summary>ISO/IEC 18004, table 1: codewords in all, by version.</summary>
    private static readonly int[] Codewords = [0, 26, 44, 70, 100, 134, 172, 196, 242, 292, 346, 404, 466];

    /// <summary>Table 9, level L: error correction codewords of a block, then blocks.</summary>
    private static readonly (int Correction, int Blocks)[] Levels =
        [(0, 0), (7, 1), (10, 1), (15, 1), (20, 1), (26, 1), (18, 2), (20, 2), (24, 2), (30, 2), (18, 4), (20, 4), (24, 4)];

    /// <summary>Annex E: rows and columns of the alignment patterns.</summary>
    private static readonly int[][] Alignments =
        [[], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50], [6, 30, 54], [6, 32, 58]];

    private readonly int _version;
    private readonly bool[,] _dark;
    private readonly bool[,] _fixed;

    private QrCode(int version)
    {
        _version = version;
        Size = 17 + 4 * version;
        _dark = new bool[Size, Size];
        _fixed = new bool[Size, Size];
    }

    /// <summary>Modules on a side, without the quiet zone of four that must surround it.</summary>
    public int Size { get; }

    public bool this[int row, int column] => _dark[row, column];

    /// <exception cref="ArgumentException">Longer than 367 bytes.</exception>
    public static QrCode Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var version = Enumerable.Range(1, MaxVersion).FirstOrDefault(v => bytes.Length * 8 + HeaderBits(v) <= DataWords(v) * 8);
        if (version == 0)
            throw new ArgumentException("The text does not fit into a QR code of version 12.", nameof(text));
        var words = QrBlocks.Interleave(QrBlocks.Pad(bytes, HeaderBits(version) - 4, DataWords(version)), Levels[version].Blocks, Levels[version].Correction);
        return Enumerable.Range(0, 8).Select(mask => Draw(version, words, mask)).MinBy(QrPenalty.Of)!;
    }

    /// <summary>A path for an SVG of <c>viewBox="0 0 Size+8 Size+8"</c>, quiet zone included: one square for each dark module.</summary>
    public string ToSvgPath()
    {
        var path = new StringBuilder();
        for (var row = 0; row < Size; row++)
            for (var column = 0; column < Size; column++)
                if (_dark[row, column])
                    path.Append('M').Append(column + 4).Append(' ').Append(row + 4).Append("h1v1h-1z");
        return path.ToString();
    }

    private static int HeaderBits(int version) => 4 + (version < 10 ? 8 : 16);

    private static int DataWords(int version) => Codewords[version] - Levels[version].Blocks * Levels[version].Correction;

    private static QrCode Draw(int version, byte[] words, int mask)
    {
        var code = new QrCode(version);
        code.DrawPatterns();
        code.DrawFormat(mask);
        code.DrawVersion();
        code.DrawWords(words, mask);
        return code;
    }

    private void DrawPatterns()
    {
        foreach (var (row, column) in new[] { (3, 3), (3, Size - 4), (Size - 4, 3) })
            DrawRings(row, column, 4, distance => distance is not (2 or 4));
        var centers = Alignments[_version];
        foreach (var row in centers)
            foreach (var column in centers)
                if (!((row == 6 && column == 6) || (row == 6 && column == Size - 7) || (row == Size - 7 && column == 6)))
                    DrawRings(row, column, 2, distance => distance != 1);
        for (var i = 8; i < Size - 8; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }
    }

    private void DrawRings(int row, int column, int reach, Func<int, bool> isDark)
    {
        for (var r = row - reach; r <= row + reach; r++)
            for (var c = column - reach; c <= column + reach; c++)
                if (r >= 0 && r < Size && c >= 0 && c < Size)
                    Set(r, c, isDark(Math.Max(Math.Abs(r - row), Math.Abs(c - column))));
    }

    /// <summary>Section 7.9: level L (01) and mask in fifteen bits, twice.</summary>
    private void DrawFormat(int mask)
    {
        var bits = QrBlocks.Bch((0b01 << 3) | mask, 0b10100110111, 10) ^ 0b101010000010010;
        for (var i = 0; i < 15; i++)
        {
            var dark = ((bits >> i) & 1) == 1;
            Set(i < 6 ? i : i < 8 ? i + 1 : Size - 15 + i, 8, dark);
            Set(8, i < 8 ? Size - 1 - i : i == 8 ? 7 : 14 - i, dark);
        }

        Set(Size - 8, 8, true);
    }

    /// <summary>Section 7.10: the version in eighteen bits, twice, from version 7 on.</summary>
    private void DrawVersion()
    {
        if (_version < 7)
            return;
        var bits = QrBlocks.Bch(_version, 0b1111100100101, 12);
        for (var i = 0; i < 18; i++)
        {
            var dark = ((bits >> i) & 1) == 1;
            Set(i / 3, Size - 11 + i % 3, dark);
            Set(Size - 11 + i % 3, i / 3, dark);
        }
    }

    /// <summary>Section 7.7.3: two columns at a time, from the right, up and down, past the timing column.</summary>
    private void DrawWords(byte[] words, int mask)
    {
        var bit = 0;
        for (var right = Size - 1; right >= 1; right -= 2)
        {
            if (right == 6)
                right = 5;
            for (var step = 0; step < Size; step++)
                for (var column = right; column >= right - 1; column--)
                {
                    var row = ((right + 1) & 2) == 0 ? Size - 1 - step : step;
                    if (_fixed[row, column])
                        continue;
                    var dark = bit < words.Length * 8 && ((words[bit / 8] >> (7 - bit % 8)) & 1) == 1;
                    _dark[row, column] = dark ^ IsMasked(mask, row, column);
                    bit++;
                }
        }
    }

    /// <summary>Table 10.</summary>
    private static bool IsMasked(int mask, int row, int column) => mask switch
    {
        0 => (row + column) % 2 == 0,
        1 => row % 2 == 0,
        2 => column % 3 == 0,
        3 => (row + column) % 3 == 0,
        4 => (row / 2 + column / 3) % 2 == 0,
        5 => row * column % 2 + row * column % 3 == 0,
        6 => (row * column % 2 + row * column % 3) % 2 == 0,
        _ => ((row + column) % 2 + row * column % 3) % 2 == 0,
    };

    private void Set(int row, int column, bool dark)
    {
        _dark[row, column] = dark;
        _fixed[row, column] = true;
    }
}
