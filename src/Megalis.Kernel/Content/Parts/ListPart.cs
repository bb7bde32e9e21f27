using System.Text.Json.Nodes;

namespace Megalis.Kernel.Content.Parts;

/// <summary>Marks an item as a list; its members carry a <see cref="ContainedPart"/>. Orchard: <c>"ListPart": {}</c>.</summary>
public sealed class ListPart : ContentPart;

/// <summary>
/// Says in which list an item stands. Orchard: <c>"ContainedPart": { "ListContentItemId": "...", "Order": 0 }</c>.
/// </summary>
public sealed class ContainedPart : ContentPart
{
    public string ListContentItemId
    {
        get => GetText(nameof(ListContentItemId)) ?? "";
        set => Set(nameof(ListContentItemId), value);
    }

    /// <summary>The place in the list, from 0.</summary>
    public int Order
    {
        get => Json[nameof(Order)] is JsonValue value && value.TryGetValue<int>(out var order) ? order : 0;
        set => Set(nameof(Order), JsonValue.Create(value));
    }
}
