using System.Text.Json;
using System.Text.RegularExpressions;
using Megalis.Architecture.Tests.Source;
using Megalis.Testing;

namespace Megalis.Architecture.Tests;

/// <summary>
/// Circuits of recipes and the pages of operators write French as it is printed: the curly apostrophe everywhere; in the circuits, whose
/// titles become tasks, subjects of mails and names on drawings, no-break spaces before « : ; ! ? » and inside quotes too.
/// </summary>
public sealed partial class FrenchTexts
{
    private const string Pages = "src/Modules/Megalis.Workflows/Features/";

    [Fact]
    public void Circuits_of_recipes_are_set_as_French_is_printed() => Offences.AssertNone(
        from file in Directory.EnumerateFiles(Path.Combine(Folders.Repository, "recipes"), "*.json", SearchOption.AllDirectories)
        let json = File.ReadAllText(file)
        where json.Contains("schemas/workflow-definition/", StringComparison.Ordinal)
        from text in TextsOf(JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement)
        where Straight().IsMatch(text) || PlainSpace().IsMatch(text)
        select $"{Path.GetFileName(file)}: « {text} » has a straight apostrophe, or a plain space where French has one that is never broken (U+00A0 before a colon and inside quotes, U+202F before ; ! ?).");

    [Fact]
    public void Pages_of_circuits_write_the_curly_apostrophe() => Offences.AssertNone(
        from file in SourceTree.Files
        where file.LiesIn(Pages) && (file.IsCSharp || file.Path.EndsWith(".cshtml", StringComparison.Ordinal))
        from Match text in Quoted().Matches(file.Text)
        where Straight().IsMatch(text.Value)
        select $"{file.Path}: {text.Value} has a straight apostrophe.");

    private static IEnumerable<string> TextsOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => TextsOf(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    [GeneratedRegex(@"(?<!'T)(?<=\p{L})'(?!T')\p{L}")]
    private static partial Regex Straight();

    [GeneratedRegex("""(?<=\S) (?=[:;!?»](?:[\s"]|$))|« """)]
    private static partial Regex PlainSpace();

    [GeneratedRegex(""" "(?:[^"\\\n]|\\.)*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();
}
