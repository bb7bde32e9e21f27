using System.Text.Json.Nodes;

namespace Megalis.Workflows.Formulas;

/// <summary>
/// A formula of a definition (grammar in docs/reference/workflows.md), read once and evaluated as often as one likes. It
/// names variables and inputs, calls the functions listed and nothing else: no reflection, no loop, no recursion, and every
/// bound of <see cref="FormulaLimits"/> holds.
/// </summary>
internal sealed class Formula
{
    private readonly FormulaNode _root;

    private Formula(FormulaNode root, IReadOnlyList<FormulaNode.Name> names) => (_root, Names) = (root, names);

    /// <summary>The variables and inputs that it names, each place once, in the order of the text.</summary>
    public IReadOnlyList<FormulaNode.Name> Names { get; }

    /// <exception cref="FormulaException">It cannot be read: a French sentence with the place.</exception>
    public static Formula Parse(string text)
    {
        if (text.Length > FormulaLimits.Length)
            throw new FormulaException(FormulaLimits.Length + 1, $"la formule est trop longue : {FormulaLimits.Length} caractères au plus.");
        var parser = new FormulaParser(FormulaLexer.Read(text));
        var root = parser.ReadAll();
        return new Formula(root, parser.Names);
    }

    /// <returns>JSON: instants as ISO 8601 texts, durations as <c>[-][d.]hh:mm:ss</c>, which the engine's timers read. A node of its own.</returns>
    /// <exception cref="FormulaException">It has no value: a French sentence with the place.</exception>
    public JsonNode? Evaluate(FormulaScope scope)
    {
        var value = new FormulaRun(scope).Evaluate(_root);
        new FormulaSize().Add(value, _root.At);
        return FormulaValues.ToJson(value);
    }
}

/// <summary>What names stand for.</summary>
/// <param name="Find">The value of a variable or an input; false when there is none of that name.</param>
/// <param name="Now">The instant of the step.</param>
internal sealed record FormulaScope(FormulaNames Find, DateTimeOffset Now);

/// <summary>Looks a name up.</summary>
internal delegate bool FormulaNames(string name, out JsonNode? value);

/// <summary>Bounds of one formula. A formula that keeps them ends within milliseconds.</summary>
internal static class FormulaLimits
{
    /// <summary>Characters of the text.</summary>
    public const int Length = 4000;

    /// <summary>Parentheses, calls and lists in one another.</summary>
    public const int Depth = 50;

    /// <summary>Operators, points and brackets, all together.</summary>
    public const int Links = 500;

    /// <summary>Parts evaluated and items looked at, all together.</summary>
    public const int Steps = 20_000;

    /// <summary>Characters of any text that it makes.</summary>
    public const int Text = 100_000;

    /// <summary>Values in one another of what it gives or compares: items and members.</summary>
    public const int Nodes = 200_000;

    /// <summary>Characters of all the texts of what it gives or compares.</summary>
    public const int Characters = 4_000_000;
}

/// <summary>A formula that cannot be read, or that has no value for these variables.</summary>
/// <param name="position">The character, from 1.</param>
internal sealed class FormulaException(int position, string sentence) : Exception($"Caractère {position} : {sentence}")
{
    public int Position => position;
}
