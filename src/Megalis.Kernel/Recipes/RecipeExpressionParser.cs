using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Recipes;

/// <summary>One expression of a recipe: a text, a call of a known function, or a sum of such.</summary>
internal abstract record RecipeExpression
{
    public sealed record Literal(string Value) : RecipeExpression;

    public sealed record Call(string Function, IReadOnlyList<RecipeExpression> Arguments) : RecipeExpression;

    public sealed record Sum(IReadOnlyList<RecipeExpression> Terms) : RecipeExpression;
}

/// <summary>
/// Reads <c>term ('+' term)*</c> where a term is a quoted text, <c>name(...)</c> or <c>new Date().toISOString()</c>.
/// That is all that 128 of 130 published Orchard recipes use; there is no script engine behind it.
/// </summary>
internal sealed class RecipeExpressionParser(string source)
{
    public const string Now = "new Date().toISOString";

    // Deeper nesting of calls occurs in no recipe and could exhaust the stack.
    private const int MaxDepth = 16;

    private int at;

    /// <exception cref="FormatException">Its message is the French sentence to show.</exception>
    public RecipeExpression Parse()
    {
        var expression = ParseSum(0);
        Skip(';');
        SkipSpace();
        return at == source.Length ? expression : throw Unreadable();
    }

    private RecipeExpression ParseSum(int depth)
    {
        if (depth > MaxDepth) throw new FormatException($"expression de plus de {MaxDepth} niveaux.");
        var terms = new List<RecipeExpression> { ParseTerm(depth) };
        while (Skip('+'))
            terms.Add(ParseTerm(depth));
        return terms.Count == 1 ? terms[0] : new RecipeExpression.Sum(terms);
    }

    private RecipeExpression ParseTerm(int depth)
    {
        SkipSpace();
        if (at < source.Length && source[at] is '\'' or '"')
            return new RecipeExpression.Literal(ParseText(source[at]));
        var start = at;
        var name = ParseName();
        if (name == "new") return ParseNow();
        if (Skip('(')) return new RecipeExpression.Call(name, ParseArguments(depth));
        at = start;
        throw Unreadable();
    }

    private RecipeExpression.Call ParseNow()
    {
        Word("Date");
        Expect('(');
        Expect(')');
        Expect('.');
        Word("toISOString");
        Expect('(');
        Expect(')');
        return new RecipeExpression.Call(Now, []);
    }

    private List<RecipeExpression> ParseArguments(int depth)
    {
        var arguments = new List<RecipeExpression>();
        if (Skip(')')) return arguments;
        do
            arguments.Add(ParseSum(depth + 1));
        while (Skip(','));
        Expect(')');
        return arguments;
    }

    private string ParseName()
    {
        SkipSpace();
        var start = at;
        while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '$'))
            at++;
        return at > start && !char.IsAsciiDigit(source[start]) ? source[start..at] : throw Unreadable();
    }

    private string ParseText(char quote)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] is not '\n'; at++)
        {
            if (source[at] == quote)
            {
                at++;
                return text.ToString();
            }

            text.Append(source[at] == '\\' ? ParseEscape() : source[at]);
        }

        throw new FormatException("un texte entre apostrophes n’est pas refermé.");
    }

    private char ParseEscape()
    {
        at++;
        var escaped = at < source.Length ? source[at] : throw Unreadable();
        if (escaped != 'u')
            return escaped switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => escaped };
        if (at + 4 >= source.Length || !ushort.TryParse(source.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Unreadable();
        at += 4;
        return (char)code;
    }

    private void Word(string expected)
    {
        if (ParseName() != expected) throw Unreadable();
    }

    private void Expect(char expected)
    {
        if (!Skip(expected)) throw Unreadable();
    }

    private bool Skip(char expected)
    {
        SkipSpace();
        if (at >= source.Length || source[at] != expected) return false;
        at++;
        return true;
    }

    private void SkipSpace()
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
            at++;
    }

    private FormatException Unreadable() => new(at < source.Length
        ? $"expression non reconnue à partir de « {Shorten(source[at..])} » : une recette n’exécute pas de JavaScript."
        : "expression incomplète.");

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
