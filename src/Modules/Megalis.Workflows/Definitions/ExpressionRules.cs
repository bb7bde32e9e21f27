using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Workflows.Formulas;
using Megalis.Workflows.Runtime;

namespace Megalis.Workflows.Definitions;

/// <summary>Whether each input is there, is written in a language that is evaluated here, and names what exists.</summary>
internal sealed class ExpressionRules
{
    /// <summary>Elsa's script languages: no script is run here.</summary>
    private static readonly string[] Scripts = ["JavaScript", "CSharp", "C#", "Liquid", "Python"];

    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _variables;
    private readonly HashSet<string> _variableIds;
    private readonly HashSet<string> _inputs;

    private ExpressionRules(WorkflowDefinition definition)
    {
        var variables = definition.Variables.Concat(definition.Activities.SelectMany(activity => activity.Variables)).ToList();
        _variables = [.. variables.Select(variable => variable.Name)];
        _variableIds = [.. variables.Select(variable => variable.Id)];
        _inputs = [.. definition.Inputs.Select(input => input.Name)];
    }

    public static IReadOnlyList<Finding> Check(WorkflowDefinition definition, ActivityTypes types)
    {
        var rules = new ExpressionRules(definition);
        foreach (var activity in definition.Activities)
            if (types.Find(activity.Type) is { } type)
                rules.CheckActivity(activity, type);
        return rules._findings;
    }

    private void Add(string code, Activity activity, string message) => _findings.Add(new Finding(code, activity.Id, message));

    private void CheckActivity(Activity activity, ActivityType type)
    {
        foreach (var input in type.Description.Inputs)
        {
            var given = activity.Inputs.GetValueOrDefault(input.Name);
            if (input.Required && (given is null || (given.Expression.Text.Length == 0 && input.TypeName != "Object")) && !IsVariableOf(activity, input.Name))
                Add(FindingCodes.MissingInput, activity, $"Il manque l’entrée « {input.Name} ».");
            else if (given is { Expression.Type: ExpressionTypes.Literal } && given.Expression.Text.Length > 0 && Wanted(input.TypeName, given.Expression.Text) is { } wanted)
                Add(FindingCodes.WrongValue, activity, $"L’entrée « {input.Name} » vaut « {given.Expression.Text} » ; il faut {wanted}.");
        }

        foreach (var (name, input) in activity.Inputs.Where(pair => !IsVariableOf(activity, pair.Key)))
            CheckExpression(activity, $"L’entrée « {name} »", input.Expression);
        foreach (var one in activity.Cases)
            CheckExpression(activity, $"Le cas « {one.Label} »", one.Condition);
        CheckTargets(activity);
        CheckCalendar(activity);
        if (StartTriggers.Fault(activity) is { } fault)
            Add(FindingCodes.StartTrigger, activity, fault);
        if (activity.Type == BuiltInActivities.UserTask && !((string[])["assignee", "role", "group"]).Any(activity.Inputs.ContainsKey))
            Add(FindingCodes.MissingInput, activity, "La tâche n’est à personne : donnez « assignee », « role » ou « group ».");
    }

    /// <summary>SetVariable's « variable » is a reference, not a value.</summary>
    private static bool IsVariableOf(Activity activity, string input) => activity.Type == "Elsa.SetVariable" && input == "variable" && activity.Json["variable"] is not null;

    private void CheckCalendar(Activity activity)
    {
        if (activity.Type != "Elsa.Cron" || activity.Inputs.GetValueOrDefault("cronExpression") is not { Expression: { Type: ExpressionTypes.Literal, Text.Length: > 0 } calendar })
            return;
        try
        {
            CronCalendar.Next(calendar.Text, DateTimeOffset.UnixEpoch);
        }
        catch (ActivityFailedException error)
        {
            Add(FindingCodes.WrongValue, activity, error.Message);
        }
    }

    private void CheckTargets(Activity activity)
    {
        foreach (var (output, id) in activity.Outputs.Where(pair => !IsVariable(pair.Value)))
            Add(FindingCodes.UnknownVariable, activity, $"La sortie « {output} » va à la variable « {id} », qui n’existe pas.");
        if (activity.Type != "Elsa.SetVariable" || activity.Json["variable"] is not { } given)
            return;
        var (wanted, name) = given is JsonObject variable ? (variable.TextOf("id"), variable.TextOf("name")) : (JsonText.Of(given), "");
        if (!IsVariable(wanted) && !_variables.Contains(name))
            Add(FindingCodes.UnknownVariable, activity, $"La variable « {(name.Length > 0 ? name : wanted)} » n’existe pas.");
    }

    private void CheckExpression(Activity activity, string place, Expression expression)
    {
        switch (expression.Type)
        {
            case ExpressionTypes.Literal:
                break;
            case ExpressionTypes.Variable:
                CheckVariable(activity, place, expression);
                break;
            case ExpressionTypes.Input:
                var input = expression.Value is JsonObject one ? one.TextOf("name") : expression.Text;
                if (!_inputs.Contains(input))
                    Add(FindingCodes.UnknownInput, activity, $"{place} lit l’entrée « {input} » du circuit, qui n’existe pas.");
                break;
            case ExpressionTypes.Object:
                if (expression.Value is JsonValue && expression.Text.Length > 0 && !IsJson(expression.Text))
                    Add(FindingCodes.WrongValue, activity, $"{place} n’est pas du JSON.");
                break;
            case ExpressionTypes.Formula:
                CheckFormula(activity, place, expression.Text);
                break;
            case var script when Scripts.Contains(script):
                Add(FindingCodes.RefusedExpression, activity, $"{place} est écrite en {script} : aucun script n’est exécuté ici. Écrivez une formule (type « {ExpressionTypes.Formula} »).");
                break;
            case var other:
                Add(FindingCodes.RefusedExpression, activity, $"{place} est une expression « {other} », qui n’est pas connue ici.");
                break;
        }
    }

    private void CheckVariable(Activity activity, string place, Expression expression)
    {
        var (id, name) = expression.Value is JsonObject variable ? (variable.TextOf("id"), variable.TextOf("name")) : (expression.Text, "");
        if (!IsVariable(id) && !_variables.Contains(name))
            Add(FindingCodes.UnknownVariable, activity, $"{place} lit la variable « {(name.Length > 0 ? name : id)} », qui n’existe pas.");
    }

    private void CheckFormula(Activity activity, string place, string text)
    {
        try
        {
            foreach (var name in Formula.Parse(text).Names.Where(name => !_variables.Contains(name.Text) && !_inputs.Contains(name.Text)))
                Add(FindingCodes.UnknownVariable, activity, $"{place}, caractère {name.At} : ni variable ni entrée ne s’appelle « {name.Text} ».");
        }
        catch (FormulaException error)
        {
            Add(FindingCodes.WrongFormula, activity, $"{place} : {char.ToLowerInvariant(error.Message[0])}{error.Message[1..]}");
        }
    }

    /// <summary>Definitions name a variable by its id, some tools by its name.</summary>
    private bool IsVariable(string idOrName) => _variableIds.Contains(idOrName) || _variables.Contains(idOrName);

    /// <summary>What the literal should have been; null when it is that.</summary>
    private static string? Wanted(string typeName, string text) => typeName switch
    {
        "Boolean" => bool.TryParse(text, out _) ? null : "true ou false",
        "TimeSpan" => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? null : "une durée (jj.hh:mm:ss)",
        "DateTime" => FormulaValues.TryInstant(text, out _) ? null : "une date (2026-12-24T18:00:00+01:00)",
        "Int32" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "un nombre entier",
        _ => null,
    };

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
