namespace Megalis.Kernel.Verbs;

/// <summary>
/// A verb of the command line. Exit codes: 0 good, 1 findings, 2 bad usage. With <c>--json</c> only JSON goes to
/// <see cref="VerbContext.Out"/>; progress and sentences go to <see cref="VerbContext.Error"/>.
/// </summary>
public interface IVerb
{
    /// <summary>One or two words: <c>decp import</c>.</summary>
    string Name { get; }

    /// <summary>What follows the name: <c>FILE [--json]</c>.</summary>
    string Arguments { get; }

    /// <summary>One French sentence for <c>--help</c>.</summary>
    string Help { get; }

    /// <summary>False when the verb only checks files: it then runs without opening the database.</summary>
    bool NeedsDatabase => true;

    Task<int> RunAsync(VerbContext context, CancellationToken stop);
}

/// <summary>What a verb gets. <paramref name="Services"/> is the host's root.</summary>
public sealed record VerbContext(IReadOnlyList<string> Arguments, TextWriter Out, TextWriter Error, IServiceProvider Services, bool IsInteractive)
{
    public bool Json => Arguments.Contains("--json");

    /// <summary>Arguments that are not options nor their values.</summary>
    public IReadOnlyList<string> Files(params string[] optionsWithValue) =>
        [.. Arguments.Where((a, i) => !a.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !optionsWithValue.Contains(Arguments[i - 1])))];

    /// <summary>The value that follows an option, or null.</summary>
    public string? Option(string name)
    {
        for (var i = 0; i + 1 < Arguments.Count; i++)
            if (Arguments[i] == name)
                return Arguments[i + 1];
        return null;
    }
}
