using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Pdf;

/// <summary>
/// One face of a TrueType font (ISO/IEC 14496-22): which glyph a character has, how wide it is, and the font again with
/// the outlines of some glyphs only. Reads the fonts that lie in this assembly and no others.
/// </summary>
internal sealed class TrueTypeFace
{
    /// <summary>What a PDF reader needs of a font that is addressed by glyph; the last three hold its hints.</summary>
    private static readonly string[] Kept = ["head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep"];

    private readonly byte[] _data;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = [];
    private readonly Dictionary<int, ushort> _glyphs = [];
    private readonly int _wideGlyphs;
    private readonly bool _longOffsets;

    public TrueTypeFace(string name, byte[] data)
    {
        (Name, _data) = (name, data);
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(data, at, 4)] = ((int)U32(at + 8), (int)U32(at + 12));
        }

        var head = _tables["head"].Offset;
        UnitsPerEm = U16(head + 18);
        Box = string.Join(' ', Enumerable.Range(0, 4).Select(i => Scaled(I16(head + 36 + (2 * i)))));
        _longOffsets = U16(head + 50) == 1;
        var hhea = _tables["hhea"].Offset;
        (Ascent, Descent) = (Scaled(I16(hhea + 4)), Scaled(I16(hhea + 6)));
        _wideGlyphs = U16(hhea + 34);
        GlyphCount = U16(_tables["maxp"].Offset + 4);
        ReadCharacters();
    }

    /// <summary>PostScript's name, « DejaVuSans-Bold ».</summary>
    public string Name { get; }

    public int UnitsPerEm { get; }

    public int GlyphCount { get; }

    /// <summary>Thousandths of the size, as PDF wants them; the box is « left bottom right top ».</summary>
    public int Ascent { get; }

    public int Descent { get; }

    public string Box { get; }

    /// <summary>0, the empty box, for a character that the face lacks.</summary>
    public ushort GlyphOf(Rune character) => _glyphs.GetValueOrDefault(character.Value);

    /// <summary>Thousandths of the size.</summary>
    public int WidthOf(ushort glyph) => Scaled(U16(_tables["hmtx"].Offset + (4 * Math.Min(glyph, _wideGlyphs - 1))));

    /// <summary>Points.</summary>
    public double WidthOf(string text, double size) => text.EnumerateRunes().Sum(r => WidthOf(GlyphOf(r))) * size / 1000;

    /// <summary>The font with the outlines of these glyphs, and of those that they are put together from; all keep their numbers.</summary>
    public byte[] With(IEnumerable<ushort> glyphs)
    {
        var wanted = Closed(glyphs);
        using var outlines = new MemoryStream();
        var offsets = new byte[4 * (GlyphCount + 1)];
        for (var glyph = 0; glyph < GlyphCount; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * glyph), (uint)outlines.Length);
            if (wanted.Contains((ushort)glyph))
            {
                outlines.Write(Outline(glyph));
                outlines.Write(new byte[(4 - (outlines.Length % 4)) % 4]);
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * GlyphCount), (uint)outlines.Length);
        var head = Table("head");
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        return Written(Kept.Where(_tables.ContainsKey).Order(StringComparer.Ordinal).Select(name => (name, name switch
        {
            "head" => head,
            "loca" => offsets,
            "glyf" => outlines.ToArray(),
            _ => Table(name),
        })).ToList());
    }

    private static byte[] Written(List<(string Name, byte[] Bytes)> tables)
    {
        var directory = new byte[12 + (16 * tables.Count)];
        var power = 1 << (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt32BigEndian(directory, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(4), (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(6), (ushort)(power * 16));
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(8), (ushort)Math.Log2(power));
        BinaryPrimitives.WriteUInt16BigEndian(directory.AsSpan(10), (ushort)((tables.Count * 16) - (power * 16)));
        using var font = new MemoryStream();
        var offset = directory.Length;
        for (var i = 0; i < tables.Count; i++)
        {
            var (name, bytes) = tables[i];
            var padded = new byte[(bytes.Length + 3) / 4 * 4];
            bytes.CopyTo(padded, 0);
            var entry = directory.AsSpan(12 + (16 * i), 16);
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(padded));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)offset);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)bytes.Length);
            font.Write(padded);
            offset += padded.Length;
        }

        return [.. directory, .. font.ToArray()];
    }

    private static uint Sum(byte[] padded)
    {
        var sum = 0u;
        for (var i = 0; i < padded.Length; i += 4)
            sum += BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(i));
        return sum;
    }

    private HashSet<ushort> Closed(IEnumerable<ushort> glyphs)
    {
        var all = new HashSet<ushort> { 0 };
        var open = new Stack<ushort>(glyphs.Append((ushort)0));
        while (open.TryPop(out var glyph))
        {
            if (!all.Add(glyph) && glyph != 0)
                continue;
            foreach (var part in Parts(glyph).Where(p => !all.Contains(p)))
                open.Push(part);
        }

        return all;
    }

    /// <summary>An accented letter is often a letter and an accent.</summary>
    private IEnumerable<ushort> Parts(ushort glyph)
    {
        var (at, length) = Place(glyph);
        if (length == 0 || I16(at) >= 0)
            yield break;
        at += 10;
        for (var flags = 0x20; (flags & 0x20) != 0;)
        {
            flags = U16(at);
            yield return (ushort)U16(at + 2);
            at += 4 + ((flags & 0x1) != 0 ? 4 : 2) + ((flags & 0x8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
        }
    }

    private (int At, int Length) Place(int glyph)
    {
        var loca = _tables["loca"].Offset;
        var (from, to) = _longOffsets
            ? ((int)U32(loca + (4 * glyph)), (int)U32(loca + (4 * glyph) + 4))
            : (2 * U16(loca + (2 * glyph)), 2 * U16(loca + (2 * glyph) + 2));
        return (_tables["glyf"].Offset + from, to - from);
    }

    private ReadOnlySpan<byte> Outline(int glyph)
    {
        var (at, length) = Place(glyph);
        return _data.AsSpan(at, length);
    }

    /// <summary>The table of segments (format 4), in which every character of the basic plane is found.</summary>
    private void ReadCharacters()
    {
        var cmap = _tables["cmap"].Offset;
        var at = Enumerable.Range(0, U16(cmap + 2)).Select(i => cmap + 4 + (8 * i))
            .Where(entry => U16(entry) == 3 && U16(entry + 2) == 1).Select(entry => cmap + (int)U32(entry + 4)).Single(table => U16(table) == 4);
        var segments = U16(at + 6) / 2;
        for (var s = 0; s < segments; s++)
        {
            var (end, start) = (U16(at + 14 + (2 * s)), U16(at + 16 + (2 * (segments + s))));
            var (delta, rangeAt) = (U16(at + 16 + (2 * ((2 * segments) + s))), at + 16 + (2 * ((3 * segments) + s)));
            for (var c = start; c <= end && c != 0xFFFF; c++)
            {
                var glyph = U16(rangeAt) == 0 ? c : U16(rangeAt + U16(rangeAt) + (2 * (c - start)));
                if (glyph != 0 && (ushort)(glyph + delta) is not 0 and var found)
                    _glyphs[c] = found;
            }
        }
    }

    private byte[] Table(string name) => _data.AsSpan(_tables[name].Offset, _tables[name].Length).ToArray();

    private int Scaled(int units) => (int)Math.Round(units * 1000d / UnitsPerEm, MidpointRounding.AwayFromZero);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(_data.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(at));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}, {GlyphCount} glyphs");
}
