using System.Collections.Frozen;
using System.Reflection;
using Megalis.Kernel.Identifiers;

namespace Megalis.Procurement.Domain;

internal readonly record struct OfficialTerm<T>(T Value, string Label) where T : struct, Enum;

/// <summary>
/// A closed list of the arrêté of 22 December 2022 (DECP 2.0.3): an enum whose members carry
/// <see cref="OfficialLabelAttribute"/>. Reading forgives capitals, accents and typographic apostrophes, which
/// published data mix; writing never deviates.
/// </summary>
internal static class OfficialList<T> where T : struct, Enum
{
    /// <summary>In the order of the schema.</summary>
    public static IReadOnlyList<OfficialTerm<T>> All { get; } =
    [
        .. typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => new OfficialTerm<T>((T)field.GetValue(null)!, field.GetCustomAttribute<OfficialLabelAttribute>()!.Label)),
    ];

    // After All: static fields are initialised in the order of the text.
    private static readonly FrozenDictionary<string, T> ByKey =
        All.ToFrozenDictionary(term => Key(term.Label), term => term.Value);

    public static string LabelOf(T value) => All.First(term => term.Value.Equals(value)).Label;

    public static bool TryParse(string? label, out T value)
    {
        value = default;
        return label is not null && ByKey.TryGetValue(Key(label), out value);
    }

    private static string Key(string label) => string.Concat(Folded.Of(label).Where(char.IsLetterOrDigit));
}
