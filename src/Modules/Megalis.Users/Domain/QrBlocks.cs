namespace Megalis.Users.Domain;

/// <summary>From bytes to the codewords of a QR code: header, padding, Reed-Solomon, interleaving (ISO/IEC 18004, 7.4 to 7.6).</summary>
internal static class QrBlocks
{
    private const int ByteMode = 0b0100;

    /// <summary>Powers of two in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1.</summary>
    private static readonly byte[] Powers = MakePowers();

    public static byte[] Pad(byte[] bytes, int lengthBits, int words)
    {
        var bits = new List<bool>();
        void Append(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--)
                bits.Add(((value >> i) & 1) == 1);
        }

        Append(ByteMode, 4);
        Append(bytes.Length, lengthBits);
        foreach (var b in bytes)
            Append(b, 8);
        Append(0, Math.Min(4, words * 8 - bits.Count));
        Append(0, (8 - bits.Count % 8) % 8);
        for (var filler = 0xEC; bits.Count < words * 8; filler ^= 0xEC ^ 0x11)
            Append(filler, 8);
        return [.. bits.Chunk(8).Select(chunk => (byte)chunk.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0)))];
    }

    /// <summary>Blocks of nearly the same length, the shorter first; their words one from each in turn, then those of the corrections.</summary>
    public static byte[] Interleave(byte[] data, int blocks, int correction)
    {
        var generator = Generator(correction);
        var shortest = data.Length / blocks;
        var longer = data.Length % blocks;
        var (parts, rests, at) = (new List<byte[]>(), new List<byte[]>(), 0);
        for (var block = 0; block < blocks; block++)
        {
            var length = shortest + (block >= blocks - longer ? 1 : 0);
            parts.Add(data[at..(at + length)]);
            rests.Add(Remainder(parts[^1], generator));
            at += length;
        }

        return [.. InTurn(parts), .. InTurn(rests)];
    }

    /// <summary>A BCH code: the value, then the remainder of its division by the generator.</summary>
    public static int Bch(int value, int generator, int degree)
    {
        var rest = value << degree;
        for (var bit = 31; bit >= degree; bit--)
            if (((rest >> bit) & 1) == 1)
                rest ^= generator << (bit - degree);
        return (value << degree) | rest;
    }

    /// <summary>The product of two elements of GF(256).</summary>
    public static byte Multiply(byte a, byte b)
    {
        if (a == 0 || b == 0)
            return 0;
        return Powers[(Array.IndexOf(Powers, a, 0, 255) + Array.IndexOf(Powers, b, 0, 255)) % 255];
    }

    private static IEnumerable<byte> InTurn(List<byte[]> parts) =>
        from i in Enumerable.Range(0, parts.Max(p => p.Length))
        from part in parts
        where i < part.Length
        select part[i];

    /// <summary>(x - 1)(x - 2)(x - 4)..., highest power first, its leading one left out.</summary>
    private static byte[] Generator(int degree)
    {
        byte[] polynomial = [1];
        for (var i = 0; i < degree; i++)
        {
            var next = new byte[polynomial.Length + 1];
            for (var j = 0; j < polynomial.Length; j++)
            {
                next[j] ^= polynomial[j];
                next[j + 1] ^= Multiply(polynomial[j], Powers[i]);
            }

            polynomial = next;
        }

        return polynomial[1..];
    }

    private static byte[] Remainder(byte[] data, byte[] generator)
    {
        var rest = new byte[generator.Length];
        foreach (var word in data)
        {
            var factor = (byte)(word ^ rest[0]);
            Array.Copy(rest, 1, rest, 0, rest.Length - 1);
            rest[^1] = 0;
            for (var i = 0; i < rest.Length; i++)
                rest[i] ^= Multiply(generator[i], factor);
        }

        return rest;
    }

    private static byte[] MakePowers()
    {
        var powers = new byte[255];
        var value = 1;
        for (var i = 0; i < 255; i++)
        {
            powers[i] = (byte)value;
            value = (value << 1) ^ ((value >> 7) * 0x11D);
        }

        return powers;
    }
}

/// <summary>How hard a code is to read (ISO/IEC 18004, 7.8.3): of eight masks the one with the smallest figure is taken.</summary>
internal static class QrPenalty
{
    private static readonly bool[] Finder = [true, false, true, true, true, false, true, false, false, false, false];

    public static int Of(QrCode code)
    {
        var lines = Enumerable.Range(0, code.Size).SelectMany(i => new[] { Row(code, i), Column(code, i) }).ToList();
        return lines.Sum(Runs) + lines.Sum(Finders) + Blocks(code) + Balance(code);
    }

    private static bool[] Row(QrCode code, int row) => [.. Enumerable.Range(0, code.Size).Select(column => code[row, column])];

    private static bool[] Column(QrCode code, int column) => [.. Enumerable.Range(0, code.Size).Select(row => code[row, column])];

    private static int Runs(bool[] line)
    {
        var (penalty, length) = (0, 1);
        for (var i = 1; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == line[i - 1])
            {
                length++;
                continue;
            }

            penalty += length >= 5 ? length - 2 : 0;
            length = 1;
        }

        return penalty;
    }

    private static int Finders(bool[] line)
    {
        var found = 0;
        for (var i = 0; i + Finder.Length <= line.Length; i++)
        {
            var part = line.AsSpan(i, Finder.Length);
            if (part.SequenceEqual(Finder))
                found++;
            part = line.AsSpan(i, Finder.Length).ToArray();
            part.Reverse();
            if (part.SequenceEqual(Finder))
                found++;
        }

        return found * 40;
    }

    private static int Blocks(QrCode code)
    {
        var found = 0;
        for (var row = 0; row < code.Size - 1; row++)
            for (var column = 0; column < code.Size - 1; column++)
                if (code[row, column] == code[row, column + 1] && code[row, column] == code[row + 1, column] && code[row, column] == code[row + 1, column + 1])
                    found++;
        return found * 3;
    }

    private static int Balance(QrCode code)
    {
        var dark = Enumerable.Range(0, code.Size).Sum(row => Row(code, row).Count(d => d));
        return Math.Abs(dark * 20 - code.Size * code.Size * 10) / (code.Size * code.Size) * 10;
    }
}
