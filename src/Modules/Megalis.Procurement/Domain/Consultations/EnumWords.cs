namespace Megalis.Procurement.Domain;

/// <summary>Several values of one official list in one column: names separated by spaces, in the order of the list.</summary>
internal static class EnumWords
{
    public static IEnumerable<T> Read<T>(string words) where T : struct, Enum =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<T>);

    public static string Write<T>(IEnumerable<T> values) where T : struct, Enum => string.Join(' ', values);
}
