using Megalis.Kernel.Verbs;

namespace Megalis.Search.Verbs;

/// <summary>What the verbs of the search have in common.</summary>
internal static class VerbWords
{
    /// <summary>The first option that is none of these; null when all are known.</summary>
    public static string? Unknown(VerbContext context, IReadOnlyCollection<string> withValue, IReadOnlyCollection<string> flags) =>
        context.Arguments.FirstOrDefault(a => a.StartsWith("--", StringComparison.Ordinal) && !withValue.Contains(a) && !flags.Contains(a));

    public static async Task<int> MisusedAsync(VerbContext context, string sentence)
    {
        await context.Error.WriteLineAsync(sentence);
        return VerbRunner.BadUsage;
    }
}
