using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Formulas;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>The inputs and outputs of an activity as its definition gives them.</summary>
internal sealed class ActivityInputs(Activity activity, List<FlowVariable> variables) : FlowInputs
{
    private readonly ConcurrentDictionary<string, Formula> _formulas = new();

    public override IEnumerable<string> Names => activity.Inputs.Keys;

    public override bool Has(string name) => activity.Inputs.TryGetValue(name, out var input) && input.Expression.Text.Length > 0;

    public override JsonNode? Evaluate(string name, Run run) => activity.Inputs.TryGetValue(name, out var input) ? Value(input.Expression, run) : null;

    /// <summary>An output says so by a reference; SetVariable names its variable as an input.</summary>
    public override string? Target(string name)
    {
        if (activity.Outputs.TryGetValue(name, out var id))
            return NameOf(id);
        return activity.Inputs.TryGetValue(name, out var input) && input.Expression.Value is { } value ? NameOf(value) : null;
    }

    public override IEnumerable<string> Cases(Run run) =>
        activity.Cases.Where(one => bool.TryParse(AsText(Value(one.Condition, run)), out var holds) && holds).Select(one => one.Label);

    private JsonNode? Value(Expression expression, Run run) => expression.Type switch
    {
        ExpressionTypes.Literal => expression.Value,
        ExpressionTypes.Variable => expression.Value is { } variable ? run.State.Variables.GetValueOrDefault(NameOf(variable)) : null,
        ExpressionTypes.Input => run.State.Input.GetValueOrDefault(AsText(expression.Value is JsonObject input ? input["name"] : expression.Value)),
        ExpressionTypes.Object => expression.Value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? Parse(text.GetValue<string>()) : expression.Value,
        ExpressionTypes.Formula => Compute(expression.Text, run),
        _ => throw new ActivityFailedException($"Une expression de type « {expression.Type} » n'est pas comprise."),
    };

    /// <summary>A variable hides an input of its name.</summary>
    private JsonNode? Compute(string formula, Run run)
    {
        bool Find(string name, out JsonNode? value) => run.State.Variables.TryGetValue(name, out value) || run.State.Input.TryGetValue(name, out value);
        try
        {
            return _formulas.GetOrAdd(formula, Formula.Parse).Evaluate(new FormulaScope(Find, run.Facts.Now));
        }
        catch (FormulaException error)
        {
            throw new ActivityFailedException($"La formule « {formula} » n'a pas de valeur. {error.Message}");
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ActivityFailedException("Un objet n'est pas du JSON.");
        }
    }

    private string NameOf(JsonNode variable) => variable is JsonObject one ? NameOf(AsText(one["id"]), AsText(one["name"])) : NameOf(AsText(variable));

    /// <summary>Definitions name a variable by its id, state and formulas by its name.</summary>
    private string NameOf(string id, string name = "") =>
        (variables.Find(v => v.Id == id) ?? variables.Find(v => v.Name == id || (name.Length > 0 && v.Name == name)))?.Name ?? (name.Length > 0 ? name : id);
}
