using System.Text.RegularExpressions;

namespace Megalis.Architecture.Tests.Source;

/// <summary>Words that belong to a machine or to unfinished work, not to the project. The patterns are written so as not to match themselves.</summary>
public static partial class ForbiddenText
{
    public static IEnumerable<string> In(SourceFile file) =>
        from rule in Rules
        where rule.Files.IsMatch(file.Path)
        from line in file.Lines.Index()
        where rule.Text.IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}: {rule.Mend} ({rule.Text.Match(line.Item).Value.Trim()})";

    private static readonly (Regex Files, Regex Text, string Mend)[] Rules =
    [
        (LockFile(), RegistryHost(), "a lock file names no host: set omit-lockfile-registry-resolved=true in .npmrc and restore again."),
        (AnyFile(), PackageSource(), "where packages come from is the machine's business: remove the address."),
        (Source(), Unfinished(), "finish it, or leave it out and say so in the changelog."),
        (AnyFile(), Filler(), "write the real text."),
        (AnyFile(), MachinePath(), "a path of one machine: say it relative to the repository, or take it from the configuration."),
    ];

    [GeneratedRegex(@"(^|/)(package-lock|packages\.lock)\.json$")]
    private static partial Regex LockFile();

    [GeneratedRegex(@"\.(cs|cshtml|js|mjs|css|scss|csproj|props|targets|sql)$")]
    private static partial Regex Source();

    [GeneratedRegex("")]
    private static partial Regex AnyFile();

    [GeneratedRegex("\"resolved\": *\"https?://")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"v3/index[.]json|^\s*(@[\w-]+:)?registry *=|_auth(Token)? *=")]
    private static partial Regex PackageSource();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|X[X]X)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex("lorem[ ]ipsum", RegexOptions.IgnoreCase)]
    private static partial Regex Filler();

    [GeneratedRegex(@"(?<![\w.}>*~:/-])/(work|home|Users|root)/[a-z]")]
    private static partial Regex MachinePath();
}
