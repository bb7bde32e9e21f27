using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Formulas;

namespace Megalis.Workflows.Features.ImportOrchard;

/// <summary>An expression of Orchard that says in its language what a formula says in ours.</summary>
/// <param name="Properties">Properties of the workflow that it reads.</param>
/// <param name="Inputs">Inputs of the workflow that it reads.</param>
internal sealed partial record OrchardExpression(JsonObject Json, IReadOnlyList<string> Properties, IReadOnlyList<string> Inputs)
{
    public static JsonObject Literal(string text) => Expression(ExpressionTypes.Literal, text);

    /// <summary>A plain text, or one with <c>{{ Workflow.Input.X }}</c> and <c>{{ Workflow.Properties.X }}</c> in it; null for anything else.</summary>
    public static OrchardExpression? FromLiquid(string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal) && !text.Contains("{%", StringComparison.Ordinal))
            return new OrchardExpression(Literal(text), [], []);
        var (properties, inputs, parts) = (new List<string>(), new List<string>(), new List<string>());
        var at = 0;
        foreach (Match match in Place().Matches(text))
        {
            if (match.Index > at)
                parts.Add(Quote(text[at..match.Index]));
            (match.Groups["of"].Value == "Input" ? inputs : properties).Add(match.Groups["name"].Value);
            parts.Add(match.Groups["name"].Value);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
            parts.Add(Quote(text[at..]));
        // What is left of Liquid is in no place that was read.
        return parts.Exists(part => part.Contains("{{", StringComparison.Ordinal) || part.Contains("{%", StringComparison.Ordinal))
            ? null
            : Formula(string.Join(" & ", parts), properties, inputs);
    }

    /// <summary>Comparisons and sums of literals, <c>input('x')</c> and <c>property('x')</c>; null for anything else.</summary>
    public static OrchardExpression? FromScript(string script)
    {
        var (properties, inputs, formula) = (new List<string>(), new List<string>(), new StringBuilder());
        script = script.Trim().TrimEnd(';');
        var joins = script.Contains('\'', StringComparison.Ordinal) || script.Contains('"', StringComparison.Ordinal);
        var at = 0;
        foreach (Match match in Word().Matches(script))
        {
            if (match.Index != at)
                return null;
            at += match.Length;
            if (Translate(match, joins, properties, inputs) is not { } word)
                return null;
            formula.Append(word).Append(' ');
        }

        return at == script.Length ? Formula(formula.ToString().Trim(), properties, inputs) : null;
    }

    private static string? Translate(Match match, bool joins, List<string> properties, List<string> inputs)
    {
        if (match.Groups["call"] is { Success: true } call)
        {
            var name = match.Groups["name"].Value;
            (call.Value == "input" ? inputs : properties).Add(name);
            return match.Groups["deny"].Length > 0 ? $"(non {name})" : name;
        }

        if (match.Groups["text"] is { Success: true } text)
            return text.Value.Contains('\\', StringComparison.Ordinal) ? null : Quote(text.Value[1..^1]);
        return match.Value.Trim() switch
        {
            "===" or "==" => "=",
            "!==" or "!=" => "<>",
            "&&" => "et",
            "||" => "ou",
            // « + » joins texts in JavaScript: where there is one it can only mean that.
            "+" => joins ? "&" : "+",
            var same => same,
        };
    }

    private static OrchardExpression? Formula(string text, List<string> properties, List<string> inputs)
    {
        try
        {
            Formulas.Formula.Parse(text);
            return new OrchardExpression(Expression(ExpressionTypes.Formula, text), properties, inputs);
        }
        catch (FormulaException)
        {
            return null;
        }
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static JsonObject Expression(string type, string value) =>
        new() { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    [GeneratedRegex(@"\{\{-?\s*Workflow\.(?<of>Input|Properties)\.(?<name>[\p{L}_][\p{L}\d_]*)\s*-?\}\}")]
    private static partial Regex Place();

    [GeneratedRegex("""\s*(?:(?<deny>!)?\s*(?<call>input|property)\(\s*(['"])(?<name>[\p{L}_][\p{L}\d_]*)\1\s*\)|(?<text>'[^'\n]*'|"[^"\n]*")|===|!==|==|!=|<=|>=|&&|\|\||[-+*/%()<>]|\d+(?:\.\d+)?|\b(?:true|false|null)\b)\s*""")]
    private static partial Regex Word();
}
