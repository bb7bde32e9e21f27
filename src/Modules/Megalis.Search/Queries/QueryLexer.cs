using System.Text;

namespace Megalis.Search.Queries;

internal enum Lexeme { End, Word, Quoted, Range, Open, Close, And, Or, Not, Plus, Minus, Colon, Caret, Tilde }

/// <param name="Text">Of a word, with escapes taken away; of a quoted one, what is between the quotes.</param>
/// <param name="HasWildcard">An unescaped « * » or « ? » is in it; they are then kept and escaped ones are dropped.</param>
/// <param name="IsGlued">No space before it.</param>
internal sealed record LexemeToken(Lexeme Kind, string Text = "", bool HasWildcard = false, bool IsGlued = false);

/// <summary>Cuts a query into lexemes, by the classic syntax of Lucene.</summary>
internal sealed class QueryLexer(string text)
{
    /// <summary>Characters that end a word; + and - only begin one, so that « bas-rhin » is a word.</summary>
    private const string Ends = "\"()[]{}^~:";

    private int _at;

    public List<LexemeToken> Read()
    {
        var tokens = new List<LexemeToken>();
        while (true)
        {
            var before = _at;
            while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || char.IsControl(text[_at])))
                _at++;
            if (_at >= text.Length)
                return tokens;
            var isGlued = before == _at && tokens.Count > 0;
            tokens.Add(Next() with { IsGlued = isGlued });
        }
    }

    private LexemeToken Next()
    {
        var c = text[_at];
        if (c is '&' or '|' && _at + 1 < text.Length && text[_at + 1] == c)
        {
            _at += 2;
            return new LexemeToken(c == '&' ? Lexeme.And : Lexeme.Or);
        }

        if (Single(c) is { } kind)
        {
            _at++;
            return new LexemeToken(kind);
        }

        return c switch
        {
            '"' or '“' or '«' => Quoted(c switch { '“' => '”', '«' => '»', _ => '"' }),
            '[' or '{' => Range(),
            ']' or '}' => throw new SyntaxException("a range ends that did not begin"),
            _ => Word(),
        };
    }

    private static Lexeme? Single(char c) => c switch
    {
        '(' => Lexeme.Open,
        ')' => Lexeme.Close,
        '+' => Lexeme.Plus,
        '-' => Lexeme.Minus,
        '!' => Lexeme.Not,
        ':' => Lexeme.Colon,
        '^' => Lexeme.Caret,
        '~' => Lexeme.Tilde,
        _ => null,
    };

    private LexemeToken Quoted(char end)
    {
        var inside = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == end)
            {
                _at++;
                return new LexemeToken(Lexeme.Quoted, inside.ToString());
            }

            if (text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            inside.Append(text[_at]);
        }

        throw new SyntaxException("a quote is not closed");
    }

    /// <summary>Kept whole, brackets included; the parser takes it apart.</summary>
    private LexemeToken Range()
    {
        var end = text.AsSpan(_at).IndexOfAny(']', '}');
        if (end < 0)
            throw new SyntaxException("a range is not closed");
        var range = text.Substring(_at, end + 1);
        _at += end + 1;
        return new LexemeToken(Lexeme.Range, range);
    }

    private LexemeToken Word()
    {
        var word = new StringBuilder();
        var (wild, escaped) = (false, false);
        for (; _at < text.Length && !char.IsWhiteSpace(text[_at]) && !Ends.Contains(text[_at], StringComparison.Ordinal); _at++)
        {
            var isEscape = text[_at] == '\\' && _at + 1 < text.Length;
            if (isEscape)
                _at++;
            escaped |= isEscape;
            var isWild = text[_at] is '*' or '?';
            wild |= isWild && !isEscape;
            word.Append(isWild && isEscape ? ' ' : text[_at]);
        }

        if (!wild && !escaped && Operator(word.ToString()) is { } kind)
            return new LexemeToken(kind);
        return new LexemeToken(Lexeme.Word, word.ToString(), wild);
    }

    /// <summary>In capitals, French ones too.</summary>
    private static Lexeme? Operator(string word) => word switch
    {
        "AND" or "ET" => Lexeme.And,
        "OR" or "OU" => Lexeme.Or,
        "NOT" or "SAUF" => Lexeme.Not,
        _ => null,
    };
}
