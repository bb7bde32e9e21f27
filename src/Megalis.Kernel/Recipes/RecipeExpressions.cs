using System.Globalization;
using System.Text;
using System.Text.Json;
using Megalis.Kernel.Identifiers;
using Microsoft.Extensions.Configuration;

namespace Megalis.Kernel.Recipes;

/// <summary>
/// What expressions of a recipe may read. <see cref="Parameters"/> come from whoever runs it (<c>AdminUsername</c>,
/// <c>SiteName</c> ...). <see cref="Configuration"/> is only the section <c>Megalis:Recipes</c>: a recipe must not be
/// able to publish a connection string. <see cref="IsRehearsal"/> says that the file is only checked: parameters and
/// configuration that are not known yet then stand for themselves.
/// </summary>
public sealed record RecipeInputs(TimeProvider Clock, RecipeFolder Folder)
{
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IConfiguration? Configuration { get; init; }

    public bool IsRehearsal { get; init; }
}

/// <summary>
/// Replaces the scripted texts of a recipe (<c>[js: uuid()]</c>, <c>[file:text('x')]</c>) by their values, once: a value
/// that looks like a script stays text, and nothing outside the recipe's own file is evaluated (Orchard evaluates
/// results again, so that text which a visitor typed runs when it is imported). The set of functions is closed:
/// <c>uuid()</c>, <c>variables(n)</c>, <c>parameters(n)</c>, <c>configuration(k, default)</c>, <c>base64(t)</c>,
/// <c>new Date().toISOString()</c>, <c>file:text(p)</c>, <c>file:base64(p)</c>, quoted texts and <c>+</c>.
/// A text that starts with <c>[</c> and is neither <c>[js:…]</c> nor <c>[file:…]</c> is text: <c>[locale fr]…[/locale]</c>.
/// </summary>
public sealed class RecipeExpressions
{
    // Variables that name each other twice would double at every step.
    private const int MaxLength = 16 * 1024 * 1024;

    private readonly Recipe recipe;
    private readonly RecipeInputs inputs;
    private readonly RecipeErrors errors;
    private readonly Dictionary<RecipeNode, string> values = [];
    private readonly HashSet<RecipeNode> evaluating = [];

    private RecipeExpressions(Recipe recipe, RecipeInputs inputs, RecipeErrors errors)
    {
        this.recipe = recipe;
        this.inputs = inputs;
        this.errors = errors;
    }

    /// <summary>The recipe with its values, places unchanged; every expression that fails adds a finding.</summary>
    public static Recipe Evaluate(Recipe recipe, RecipeInputs inputs, RecipeErrors errors)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var expressions = new RecipeExpressions(recipe, inputs, errors);
        var root = RecipeNode.Root(recipe.Root.Kind, recipe.Root.Line, recipe.Root.Text);
        expressions.Copy(recipe.Root, root);
        return recipe.With(root);
    }

    /// <summary>True for <c>[js:…]</c> and <c>[file:…]</c>.</summary>
    public static bool IsScript(string text) => Split(text) is not null;

    private static (string Engine, string Body)? Split(string text)
    {
        if (text is not ['[', .., ']']) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var engine = colon < 0 ? "" : text[1..colon].ToLowerInvariant();
        return engine is "js" or "file" ? (engine, text[(colon + 1)..^1]) : null;
    }

    private void Copy(RecipeNode from, RecipeNode to)
    {
        foreach (var child in from.Children)
            Copy(child, to.Append(child.Key, child.Kind, child.Line, ValueOf(child)));
    }

    private string? ValueOf(RecipeNode node)
    {
        if (node.Kind != JsonValueKind.String || Split(node.Text!) is not var (engine, body)) return node.Text;
        if (values.TryGetValue(node, out var known)) return known;
        var value = "";
        if (!evaluating.Add(node))
            errors.Add(node, "cette variable dépend d’elle-même.");
        else
            value = Evaluate(engine, body, node);
        evaluating.Remove(node);
        return values[node] = value;
    }

    private string Evaluate(string engine, string body, RecipeNode node)
    {
        try
        {
            return Evaluate(engine, new RecipeExpressionParser(body).Parse());
        }
        catch (FormatException exception)
        {
            errors.Add(node, exception.Message);
            return "";
        }
    }

    private string Evaluate(string engine, RecipeExpression expression) => expression switch
    {
        RecipeExpression.Literal literal => literal.Value,
        RecipeExpression.Call call => Call(engine, call.Function, [.. call.Arguments.Select(argument => Evaluate(engine, argument))]),
        RecipeExpression.Sum sum => Concatenate(engine, sum),
        _ => throw new FormatException("expression non reconnue."),
    };

    private string Concatenate(string engine, RecipeExpression.Sum sum)
    {
        var text = new StringBuilder();
        foreach (var term in sum.Terms)
            if (text.Append(Evaluate(engine, term)).Length > MaxLength)
                throw new FormatException($"le texte obtenu dépasse {MaxLength / (1024 * 1024)} millions de caractères.");
        return text.ToString();
    }

    private string Call(string engine, string function, string[] arguments) => (engine, function, arguments) switch
    {
        ("js", "uuid", []) => Ids.New(inputs.Clock),
        ("js", "variables", [var name]) => Variable(name),
        ("js", "parameters", [var name]) => Parameter(name),
        ("js", "configuration", [var key]) => Configured(key, null),
        ("js", "configuration", [var key, var fallback]) => Configured(key, fallback),
        ("js", "base64", [var text]) => FromBase64(text),
        ("js", RecipeExpressionParser.Now, []) => inputs.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ("file", "text", [var path]) => inputs.Folder.ReadText(path, out var refusal) ?? throw new FormatException(refusal),
        ("file", "base64", [var path]) => inputs.Folder.Read(path, out var refusal) is { } bytes
            ? Convert.ToBase64String(bytes) : throw new FormatException(refusal),
        _ when IsKnown(engine, function) => throw new FormatException($"la fonction « {function} » n’accepte pas {arguments.Length} argument(s)."),
        _ => throw new FormatException($"fonction de script inconnue : « {function} »."),
    };

    private static bool IsKnown(string engine, string function) => engine == "js"
        ? function is "uuid" or "variables" or "parameters" or "configuration" or "base64"
        : function is "text" or "base64";

    private string Variable(string name)
    {
        var node = recipe.Variables?[name] ?? throw new FormatException($"la variable « {name} » n’est pas définie dans « variables ».");
        return node.Kind is JsonValueKind.String or JsonValueKind.Number
            ? ValueOf(node)!
            : throw new FormatException($"la variable « {name} » n’est pas un texte.");
    }

    private string Parameter(string name) =>
        inputs.Parameters.TryGetValue(name, out var value) ? value
        : inputs.IsRehearsal ? name
        : throw new FormatException($"le paramètre « {name} » n’a pas été donné.");

    private string Configured(string key, string? fallback) =>
        inputs.Configuration?[key] ?? fallback ?? (inputs.IsRehearsal ? key
        : throw new FormatException($"la configuration « Megalis:Recipes:{key} » manque et l’expression ne donne pas de valeur par défaut."));

    private static string FromBase64(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new FormatException("ce texte n’est pas en base64.");
        }
    }
}
