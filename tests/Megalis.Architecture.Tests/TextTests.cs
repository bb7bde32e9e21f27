using System.Text;
using System.Text.RegularExpressions;
using Megalis.Testing;

namespace Megalis.Architecture.Tests;

/// <summary>
/// Every French text of a module stands in its Localization/fr.po, so that a translator finds all of them in one file
/// (ADR 11). MEGALIS_UPDATE_GOLDEN=1 writes the files anew.
/// </summary>
public sealed partial class TextTests
{
    public static TheoryData<string> Projects() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folders.Repository, "src"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folders.Repository, Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Projects))]
    public void Every_text_of_a_module_stands_in_its_catalogue(string project)
    {
        var folder = Path.Combine(Folders.Repository, project);
        var texts = Directory.EnumerateFiles(folder, "*.cs*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .SelectMany(f => Text().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["text"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (texts.Count == 0)
            return;
        var lazy = texts.Find(t => Bracketed().IsMatch(t));
        Assert.True(lazy is null, $"« {lazy} »: a text knows whether it speaks of one or of several.");

        var file = Path.Combine(folder, "Localization", "fr.po");
        var wanted = Catalogue(texts);
        if (Environment.GetEnvironmentVariable("MEGALIS_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, wanted);
        }

        var there = File.Exists(file) ? Id().Matches(File.ReadAllText(file)).Select(m => m.Groups["text"].Value).ToHashSet() : [];
        var missing = texts.Where(t => !there.Contains(t)).ToList();
        Assert.True(
            missing.Count == 0 && there.Count == texts.Count,
            $"{project}/Localization/fr.po lacks {missing.Count} text(s) and keeps {there.Except(texts).Count()} that no page says; run these tests with MEGALIS_UPDATE_GOLDEN=1. First: {missing.FirstOrDefault()}");
    }

    private static string Catalogue(List<string> texts)
    {
        var po = new StringBuilder("# The French texts of this module: the key is the text. Translations stand beside it (br.po).\n");
        foreach (var text in texts)
            po.Append("\nmsgid \"").Append(text).Append("\"\nmsgstr \"\"\n");
        return po.ToString();
    }

    /// <summary>The indexer of Texts under its usual names, the sentences of refusals, the labels of the queue.</summary>
    [GeneratedRegex("(?:\\b[Tt]|\\b_?texts)\\[\"(?<text>(?:[^\"\\\\]|\\\\.)+)\"|\\bnew Refusal\\(\\s*\"(?<text>(?:[^\"\\\\]|\\\\.)+)\"|ErrorMessage = \"(?<text>(?:[^\"\\\\]|\\\\.)+)\"|QueueKind\\([^\\n]*?Label = \"(?<text>(?:[^\"\\\\]|\\\\.)+)\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\p{L}\((s|x|e|es)\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex("""^msgid "(?<text>(?:[^"\\]|\\.)+)"$""", RegexOptions.Multiline)]
    private static partial Regex Id();
}
