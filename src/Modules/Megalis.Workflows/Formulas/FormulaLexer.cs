using System.Globalization;
using System.Text;

namespace Megalis.Workflows.Formulas;

internal enum TokenKind
{
    Number,
    Text,
    Name,
    Sign,
    End,
}

/// <param name="Text">Of a text, what it says; of a name or a sign, as it is written (words for operators in their French form).</param>
internal sealed record Token(TokenKind Kind, int At, string Text, decimal Number = 0);

/// <summary>Cuts a formula into words and signs.</summary>
internal sealed class FormulaLexer
{
    /// <summary>English words that mean the same.</summary>
    private static readonly Dictionary<string, string> Words = new()
    {
        ["and"] = "et",
        ["or"] = "ou",
        ["not"] = "non",
        ["in"] = "dans",
        ["true"] = "vrai",
        ["false"] = "faux",
        ["null"] = "rien",
    };

    private static readonly string[] Signs = ["<=", ">=", "<>", "!=", "==", "+", "-", "*", "/", "%", "&", "=", "<", ">", "(", ")", "[", "]", ",", "."];

    private readonly string _text;
    private int _at;

    private FormulaLexer(string text) => _text = text;

    public static IReadOnlyList<Token> Read(string text)
    {
        var lexer = new FormulaLexer(text);
        var tokens = new List<Token>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        if (_at == _text.Length)
            return new Token(TokenKind.End, _at + 1, "");
        var c = _text[_at];
        if (char.IsAsciiDigit(c))
            return Number();
        if (c is '"' or '\'')
            return Quoted(c);
        return char.IsLetter(c) || c == '_' ? Name() : Sign();
    }

    private Token Number()
    {
        var start = _at;
        SkipDigits();
        if (_at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            _at++;
            SkipDigits();
        }

        return decimal.TryParse(_text[start.._at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Token(TokenKind.Number, start + 1, _text[start.._at], number)
            : throw new FormulaException(start + 1, "ce nombre est trop grand.");
    }

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
    }

    /// <summary>Between « " » or « ' »; a quote inside is written twice.</summary>
    private Token Quoted(char quote)
    {
        var start = _at++;
        var said = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c != quote)
                said.Append(c);
            else if (_at < _text.Length && _text[_at] == quote)
                said.Append(_text[_at++]);
            else
                return new Token(TokenKind.Text, start + 1, said.ToString());
        }

        throw new FormulaException(start + 1, "ce texte n'a pas de guillemet fermant.");
    }

    private Token Name()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        var word = _text[start.._at].Normalize();
        return new Token(TokenKind.Name, start + 1, Words.GetValueOrDefault(word, word));
    }

    private Token Sign()
    {
        var sign = Array.Find(Signs, s => string.CompareOrdinal(_text, _at, s, 0, s.Length) == 0)
            ?? throw new FormulaException(_at + 1, $"le signe « {_text[_at]} » n'a pas de sens ici.");
        var start = _at;
        _at += sign.Length;
        return new Token(TokenKind.Sign, start + 1, sign switch { "==" => "=", "!=" => "<>", _ => sign });
    }
}
