using System.Globalization;

namespace Megalis.Search.Analysis;

/// <summary>
/// The words of a text by the word boundaries of Unicode (UAX #29), reduced to what Latin text needs: letters and digits stick
/// together, an apostrophe or a dot between letters and a comma between digits do not part them, a hyphen does.
/// </summary>
/// <param name="text">Any text.</param>
/// <param name="glued">
/// True: « fin.Début » is one word, as the standard has it. False: a dot or a colon parts words, unless it stands between single
/// letters (« S.A.R.L »), because notices often lack the space after a full stop.
/// </param>
internal ref struct WordBreaks(ReadOnlySpan<char> text, bool glued)
{
    /// <summary>A longer run is cut: nobody searches it whole, and it would fill the dictionary.</summary>
    public const int Longest = 255;

    private enum Kind : byte { Other, Letter, Digit, MidLetter, MidNumber, MidBoth, Joiner, Attached }

    private static readonly Kind[] Kinds = [.. Enumerable.Range(0, 0x10000).Select(c => KindOf((char)c))];

    private readonly ReadOnlySpan<char> _text = text;
    private int _end;

    /// <summary>Where the word begins, in chars.</summary>
    public int Start { get; private set; }

    public readonly int Length => _end - Start;

    public readonly ReadOnlySpan<char> Word => _text[Start.._end];

    /// <summary>False when no word is left.</summary>
    public bool Next()
    {
        var at = _end;
        while (at < _text.Length && Kinds[_text[at]] is not (Kind.Letter or Kind.Digit or Kind.Joiner))
            at++;
        while (at < _text.Length)
        {
            Start = at;
            at = EndFrom(at, out var hasLetterOrDigit);
            _end = at;
            if (hasLetterOrDigit)
                return true;
            while (at < _text.Length && Kinds[_text[at]] is not (Kind.Letter or Kind.Digit or Kind.Joiner))
                at++;
        }

        Start = _end = _text.Length;
        return false;
    }

    private readonly int EndFrom(int start, out bool hasLetterOrDigit)
    {
        var last = Kind.Joiner;
        hasLetterOrDigit = false;
        var at = start;
        for (; at < _text.Length && at - start < Longest; at++)
        {
            var kind = Kinds[_text[at]];
            if (kind == Kind.Attached)
                continue;
            if (kind is Kind.Letter or Kind.Digit or Kind.Joiner)
            {
                hasLetterOrDigit |= kind != Kind.Joiner;
                last = kind;
            }
            else if (!Joins(kind, last, at, start))
                break;
        }

        return at;
    }

    private readonly bool Joins(Kind kind, Kind before, int at, int start)
    {
        if (at + 1 >= _text.Length || Kinds[_text[at + 1]] != before)
            return false;
        return before switch
        {
            Kind.Letter => kind is Kind.MidLetter or Kind.MidBoth && (glued || IsApostrophe(_text[at]) || IsInitial(at, start)),
            Kind.Digit => kind is Kind.MidNumber or Kind.MidBoth,
            _ => false,
        };
    }

    /// <summary>« S.A.R.L »: one letter on each side of the dot.</summary>
    private readonly bool IsInitial(int at, int start) =>
        (at - start == 1 || (at - start > 1 && _text[at - 2] == '.'))
        && (at + 2 >= _text.Length || Kinds[_text[at + 2]] is not (Kind.Letter or Kind.Digit or Kind.Attached));

    public static bool IsApostrophe(char c) => c is '\'' or '’';

    private static Kind KindOf(char c) => c switch
    {
        '\'' or '’' or '.' or '‘' or '\u2024' or '\uFE52' or '\uFF07' or '\uFF0E' => Kind.MidBoth,
        ':' or '\u00B7' or '\u0387' or '\u2027' => Kind.MidLetter,
        ',' or ';' => Kind.MidNumber,
        _ => char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.DecimalDigitNumber => Kind.Digit,
            UnicodeCategory.ConnectorPunctuation => Kind.Joiner,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark => Kind.Attached,
            UnicodeCategory.Format => c is '\u200B' or '\uFEFF' ? Kind.Other : Kind.Attached,
            UnicodeCategory.LetterNumber or UnicodeCategory.Surrogate => Kind.Letter,
            _ => char.IsLetter(c) ? Kind.Letter : Kind.Other,
        },
    };
}
