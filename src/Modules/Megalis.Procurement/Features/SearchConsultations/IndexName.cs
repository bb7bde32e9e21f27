using System.Collections.Frozen;
using Megalis.Procurement.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Members of an official list by the names that the index and addresses give them: « procedure-adaptee ».</summary>
internal static class IndexName<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> ByName = Enum.GetValues<T>().ToFrozenDictionary(value => ConsultationIndex.NameOf(value));

    /// <summary>Null when there is none.</summary>
    public static T? Find(string name) => ByName.TryGetValue(name.ToLowerInvariant(), out var value) ? value : null;
}
