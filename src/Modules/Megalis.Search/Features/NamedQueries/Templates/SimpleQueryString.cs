using System.Globalization;
using System.Text;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>
/// The syntax of Lucene's simple query parser: <c>+</c> and, <c>|</c> or, <c>-</c> not, "phrase", word*, (…), word~1, "phrase"~2,
/// <c>\</c>. Operators bind from left to right. It knows no mistakes: a sign that leads nowhere is passed over.
/// </summary>
internal sealed class SimpleQueryString(string text, Occur otherwise, TemplateReading reading, string path)
{
    private const string Ends = " \t\r\n\"|+()";

    private int _at;

    public Query Read() => Sequence(0) ?? new Query.Nothing();

    private Query? Sequence(int depth)
    {
        var (top, topOccur, joint, not) = ((Query?)null, (Occur?)null, (Occur?)null, false);
        for (; _at < text.Length && text[_at] != ')';)
        {
            if (text[_at] is '+' or '|')
                joint = text[_at++] == '+' ? Occur.Must : Occur.Should;
            else if (text[_at] == '-')
                (not, _at) = (!not, _at + 1);
            else if (char.IsWhiteSpace(text[_at]))
                (not, _at) = (false, _at + 1);
            else if (Part(depth) is { } part)
            {
                (top, topOccur) = Joined(top, topOccur, not ? Not(part) : part, joint ?? otherwise);
                (joint, not) = (null, false);
            }
        }

        return top;
    }

    /// <summary>The same operator goes on with the list; another one makes what was read so far its first part.</summary>
    private static (Query Top, Occur? Occur) Joined(Query? top, Occur? before, Query part, Occur joint) => top switch
    {
        null => (part, null),
        Query.Bool list when before == joint => (new Query.Bool([.. list.Clauses, new Clause(part, joint)]), joint),
        _ => (new Query.Bool([new Clause(top, joint), new Clause(part, joint)]), joint),
    };

    private static Query.Bool Not(Query part) => new([new Clause(new Query.All(), Occur.Should), new Clause(part, Occur.MustNot)]);

    /// <summary>Null when there is nothing in it, or beyond a limit.</summary>
    private Query? Part(int depth)
    {
        if (!reading.Count(path))
        {
            _at = text.Length;
            return null;
        }

        return text[_at] switch
        {
            '(' => Group(depth),
            '"' => Phrase(),
            _ => Word(),
        };
    }

    private Query? Group(int depth)
    {
        _at++;
        if (depth >= TemplateReading.Limits.Depth)
        {
            _at = text.Length;
            return reading.Fault(path, new Kernel.Http.Refusal("La recherche a trop de parenthèses les unes dans les autres : {0} au plus.", TemplateReading.Limits.Depth));
        }

        var inner = Sequence(depth + 1);
        _at++;
        return inner;
    }

    private Query.Phrase? Phrase()
    {
        var inside = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            inside.Append(text[_at]);
        }

        _at++;
        var slop = _at < text.Length && text[_at] == '~' ? Number() : 0;
        return inside.Length == 0 ? null : new Query.Phrase(inside.ToString(), null, Math.Min(slop, 50));
    }

    private Query? Word()
    {
        var word = new StringBuilder();
        var (edits, isPrefix) = (-1, false);
        for (; _at < text.Length && !Ends.Contains(text[_at], StringComparison.Ordinal); _at++)
        {
            if (text[_at] == '~' && word.Length > 0)
            {
                edits = Number();
                break;
            }

            var isEscaped = text[_at] == '\\' && _at + 1 < text.Length;
            if (isEscaped)
                _at++;
            isPrefix = text[_at] == '*' && !isEscaped;
            word.Append(text[_at]);
        }

        return WordOf(word.ToString(), edits, isPrefix);
    }

    /// <summary>A star counts at the end alone; elsewhere it parts words as other signs do.</summary>
    private static Query? WordOf(string word, int edits, bool isPrefix)
    {
        var plain = word.Replace('*', ' ').Replace('?', ' ').Trim();
        if (plain.Length == 0)
            return isPrefix ? new Query.All() : null;
        if (isPrefix && edits < 0 && !plain.Contains(' ', StringComparison.Ordinal))
            return new Query.Wildcard(plain + "*", null);
        return edits > 0 ? new Query.Fuzzy(plain, null, Math.Min(edits, 2)) : new Query.Words(plain, null);
    }

    /// <summary>What follows ~; 2 when nothing does.</summary>
    private int Number()
    {
        var start = ++_at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        return _at == start ? 2 : int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 50;
    }
}
