using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Queries;

/// <summary>
/// The classic syntax of Lucene with AND between words that nothing joins: words, "phrases" and their slop, AND/OR/NOT (ET/OU/SAUF,
/// &amp;&amp;, ||, !), + and -, parentheses, field:, prefix*, wild?card, ranges, ^boost, fuzzy~. The rule of the classic parser decides
/// what AND and OR make of their neighbours. What is no expression is searched as plain words.
/// </summary>
internal sealed class QueryParser
{
    private readonly QueryDialect _dialect;
    private readonly SearchLimits _limits;
    private readonly List<LexemeToken> _tokens;
    private int _at;
    private int _clauses;
    private int _colons;
    private int _depth;

    private QueryParser(string text, QueryDialect dialect, SearchLimits limits) =>
        (_tokens, _dialect, _limits) = (new QueryLexer(text).Read(), dialect, limits);

    /// <returns>The query, and a notice when the text was no expression.</returns>
    /// <exception cref="LimitException">It is too long or has too many parts.</exception>
    public static (Query Query, Refusal? Notice) Parse(string text, IndexSchema schema, SearchLimits limits) => Parse(text, QueryDialect.Of(schema), limits);

    /// <inheritdoc cref="Parse(string, IndexSchema, SearchLimits)"/>
    public static (Query Query, Refusal? Notice) Parse(string text, QueryDialect dialect, SearchLimits limits)
    {
        if (text.Length > limits.Length)
            throw new LimitException(new Refusal("La recherche est trop longue : {0} caractères au plus.", limits.Length));
        try
        {
            return (new QueryParser(text, dialect, limits).Whole(), null);
        }
        catch (SyntaxException)
        {
            return (PlainWords(text, limits), new Refusal("La recherche n'a pas pu être lue comme une expression : ses mots ont été cherchés tels quels."));
        }
    }

    private static Query PlainWords(string text, SearchLimits limits)
    {
        var words = text.Split(text.Where(c => !char.IsLetterOrDigit(c) && !Analysis.WordBreaks.IsApostrophe(c) && c != '-').Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > limits.Clauses)
            throw TooMany(limits);
        return words.Length == 0 ? new Query.Nothing() : new Query.Bool([.. words.Select(word => new Clause(new Query.Words(word, null), Occur.Must))]);
    }

    private static LimitException TooMany(SearchLimits limits) => new(new Refusal("La recherche a trop de parties : {0} au plus.", limits.Clauses));

    private Lexeme Kind => _at < _tokens.Count ? _tokens[_at].Kind : Lexeme.End;

    private Query Whole()
    {
        if (_tokens.Count == 0)
            return new Query.All();
        var query = Sequence(null);
        return Kind == Lexeme.End ? query : throw new SyntaxException("a parenthesis closes that did not open");
    }

    private Query Sequence(string? field)
    {
        var clauses = new List<Clause>();
        while (Kind is not (Lexeme.End or Lexeme.Close))
        {
            var joint = Kind is Lexeme.And or Lexeme.Or ? _tokens[_at++].Kind : Lexeme.End;
            if (joint != Lexeme.End && clauses.Count == 0)
                throw new SyntaxException("an operator has nothing before it");
            var sign = Kind is Lexeme.Plus or Lexeme.Minus or Lexeme.Not ? _tokens[_at++].Kind : Lexeme.End;
            if (++_clauses > _limits.Clauses)
                throw TooMany(_limits);
            Join(clauses, Part(field), joint, sign);
        }

        return clauses switch
        {
            [] => throw new SyntaxException("nothing between parentheses"),
            [{ Occur: not Occur.MustNot } only] => only.Query,
            _ => new Query.Bool(clauses),
        };
    }

    /// <summary>The classic rule: AND makes the clause before it required, OR makes it optional; so is the new one. Without either the dialect decides.</summary>
    private void Join(List<Clause> clauses, Query query, Lexeme joint, Lexeme sign)
    {
        if (clauses.Count > 0 && clauses[^1] is { Occur: not Occur.MustNot } before && joint != Lexeme.End)
            clauses[^1] = before with { Occur = joint == Lexeme.And ? Occur.Must : Occur.Should };
        var occur = sign is Lexeme.Minus or Lexeme.Not ? Occur.MustNot
            : sign == Lexeme.Plus || joint == Lexeme.And ? Occur.Must
            : joint == Lexeme.Or ? Occur.Should : _dialect.Otherwise;
        clauses.Add(new Clause(query, occur));
    }

    private Query Part(string? field)
    {
        var token = _at < _tokens.Count ? _tokens[_at++] : throw new SyntaxException("an operator has nothing after it");
        if (token.Kind == Lexeme.Word && Kind == Lexeme.Colon && _tokens[_at].IsGlued)
            return AfterColon(token, field);
        return token.Kind switch
        {
            Lexeme.Word => Boosted(Word(token, field)),
            Lexeme.Quoted => Boosted(Phrase(token.Text, field)),
            Lexeme.Range => Boosted(Range(token.Text, field)),
            Lexeme.Open => Boosted(Group(field)),
            _ => throw new SyntaxException("a sign stands where a word is awaited"),
        };
    }

    private Query AfterColon(LexemeToken name, string? field)
    {
        _at++;
        // « a:a:a:… » would go as deep as it is long.
        if (++_colons > _limits.Clauses)
            throw TooMany(_limits);
        if (name.Text == "*" && Kind == Lexeme.Word && _tokens[_at].Text == "*")
        {
            _at++;
            return Boosted(new Query.All());
        }

        if (_dialect.FieldOf(name.Text) is { } known)
            return Part(known);
        // « objet : toiture », « http://… »: no field of ours, so a word like others.
        var word = Word(name, field);
        return Kind is Lexeme.End or Lexeme.Close or Lexeme.And or Lexeme.Or
            ? word
            : new Query.Bool([new Clause(word, Occur.Must), new Clause(Part(field), Occur.Must)]);
    }

    private Query Group(string? field)
    {
        if (++_depth > _limits.Depth)
            throw new LimitException(new Refusal("La recherche a trop de parenthèses les unes dans les autres : {0} au plus.", _limits.Depth));
        var inner = Sequence(field);
        if (Kind != Lexeme.Close)
            throw new SyntaxException("a parenthesis is not closed");
        _at++;
        _depth--;
        return inner;
    }

    private Query Word(LexemeToken token, string? field)
    {
        if (token.HasWildcard)
            return token.Text.Trim('*').Length == 0 ? field is null ? new Query.All() : new Query.Range(field, null, null, true, true) : new Query.Wildcard(token.Text, field);
        if (Kind != Lexeme.Tilde || !_tokens[_at].IsGlued)
            return new Query.Words(token.Text, field);
        _at++;
        var edits = Number(2);
        return new Query.Fuzzy(token.Text, field, edits < 1 ? edits >= 0.7f ? 1 : 2 : (int)Math.Min(edits, 2));
    }

    private Query.Phrase Phrase(string text, string? field)
    {
        if (Kind != Lexeme.Tilde || !_tokens[_at].IsGlued)
            return new Query.Phrase(text, field, 0);
        _at++;
        return new Query.Phrase(text, field, (int)Math.Clamp(Number(1), 0, 50));
    }

    private static Query.Range Range(string text, string? field)
    {
        var ends = text[1..^1].Split(" TO ", StringSplitOptions.TrimEntries);
        if (ends.Length != 2 || ends.Any(end => end.Length == 0) || field is null)
            throw new SyntaxException("a range needs a field and two ends");
        return new Query.Range(field, End(ends[0]), End(ends[1]), text[0] == '[', text[^1] == ']');

        static string? End(string end) => end == "*" ? null : end.Trim('"');
    }

    private Query Boosted(Query query)
    {
        if (Kind != Lexeme.Caret)
            return query;
        _at++;
        return new Query.Boost(query, Math.Clamp(Number(null), 0.001f, 1000f));
    }

    /// <summary>The number glued after ^ or ~.</summary>
    private float Number(float? otherwise)
    {
        if (Kind == Lexeme.Word && _tokens[_at].IsGlued && float.TryParse(_tokens[_at].Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            _at++;
            return number;
        }

        return otherwise ?? throw new SyntaxException("a boost needs a number");
    }
}
