using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Formulas;

/// <summary>How large a value is, told before it is copied or compared: a list may name a large variable a thousand times.</summary>
internal sealed class FormulaSize
{
    private long _characters;

    public int Nodes { get; private set; }

    /// <exception cref="FormulaException">Larger than what an instance keeps.</exception>
    public void Add(object? value, int at)
    {
        _characters += value switch
        {
            string text => text.Length,
            JsonValue one when one.GetValueKind() == JsonValueKind.String => one.ToJsonString().Length,
            _ => 0,
        };
        if (++Nodes > FormulaLimits.Nodes || _characters > FormulaLimits.Characters)
            throw new FormulaException(at, "cette valeur est trop grande.");
        foreach (var item in ItemsOf(value))
            Add(item, at);
    }

    private static IEnumerable<object?> ItemsOf(object? value) => value switch
    {
        List<object?> list => list,
        JsonArray array => array,
        JsonObject members => members.Select(member => member.Value),
        _ => [],
    };
}
