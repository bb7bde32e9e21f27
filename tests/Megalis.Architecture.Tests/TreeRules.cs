using System.Text.RegularExpressions;
using System.Xml.Linq;
using Megalis.Architecture.Tests.Source;

namespace Megalis.Architecture.Tests;

/// <summary>What every module brings, and what no file of the repository says.</summary>
public sealed partial class TreeRules
{
    public static TheoryData<string> Modules => [.. SourceTree.Modules];

    [Theory, MemberData(nameof(Modules))]
    public void Every_module_has_a_README_a_reference_page_and_a_test_project(string module)
    {
        string[] expected =
        [
            $"src/Modules/{module}/README.md",
            $"docs/reference/{module["Megalis.".Length..].ToLowerInvariant()}.md",
            $"tests/{module}.Tests/{module}.Tests.csproj",
        ];

        Offences.AssertNone(from path in expected where SourceTree.Find(path) is null select $"{path} is missing: every module has one. Write it.");
    }

    [Theory, MemberData(nameof(Modules))]
    public void Every_module_has_a_manifest_and_a_test_that_can_run(string module)
    {
        var tests = SourceTree.Files.Where(file => file.LiesIn($"tests/{module}.Tests/") && file.IsCSharp);

        Offences.AssertNone(
        [
            .. SourceTree.Find($"src/Modules/{module}/Manifest.cs") is null ? [$"src/Modules/{module}/Manifest.cs is missing: without it nothing of the module is found."] : (string[])[],
            .. tests.Any(file => TestAttribute().IsMatch(file.Text)) ? (string[])[] : [$"tests/{module}.Tests holds no test. Write the first through HTTP."],
        ]);
    }

    [Fact]
    public void Only_the_end_to_end_tests_refer_to_Playwright() => Offences.AssertNone(
        from file in SourceTree.Files
        where file.Path.EndsWith(".csproj", StringComparison.Ordinal) && !file.LiesIn("tests/Megalis.EndToEnd.Tests/")
        where file.Text.Contains("Microsoft.Playwright", StringComparison.Ordinal)
        select $"{file.Path} refers to Playwright, which unpacks to hundreds of megabytes: put the test into tests/Megalis.EndToEnd.Tests.");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Find("Megalis.sln")!.Text.Replace('\\', '/');

        Offences.AssertNone(
            from file in SourceTree.Files
            where file.Path.EndsWith(".csproj", StringComparison.Ordinal) && file.LiesIn("src/", "tests/", "bench/")
            where !solution.Contains($"\"{file.Path}\"", StringComparison.Ordinal)
            select $"{file.Path} is not in Megalis.sln: nobody would build it. Run dotnet sln add.");
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file() => Offences.AssertNone(
        from file in SourceTree.Files
        where file.Path.EndsWith(".csproj", StringComparison.Ordinal)
        from reference in XDocument.Parse(file.Text).Descendants("PackageReference")
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
        select $"{file.Path}: {reference.Attribute("Include")?.Value} has its own version. Put it into Directory.Packages.props.");

    [Fact]
    public void No_file_names_a_registry_a_machine_or_unfinished_work() => Offences.AssertNone(SourceTree.Files.SelectMany(ForbiddenText.In));

    [Fact]
    public void No_test_is_skipped() => Offences.AssertNone(
        from file in SourceTree.Files
        where file.LiesIn("tests/") && file.IsCSharp
        from attribute in file.Root.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.AttributeArgumentSyntax>()
        where attribute.NameEquals?.Name.Identifier.Text == "Skip"
        select $"{file.At(attribute)}: a skipped test is a promise nobody keeps. Mend it or remove it.");

    [Theory]
    [InlineData("package-lock.json", "    \"resolved\": \"https://npm.example.org/axe-core-4.tgz\",")]
    [InlineData(".npmrc", "registry=https://npm.example.org/")]
    [InlineData("nuget.config", "<add key=\"x\" value=\"https://packages.example.org/v3/index" + ".json\" />")]
    [InlineData("src/A.cs", "// TO" + "DO: later")]
    [InlineData("src/A.cshtml", "<p>Lorem" + " ipsum dolor</p>")]
    [InlineData("src/A.cs", "var file = \"/home" + "/anne/megalis\";")]
    public void Each_forbidden_text_is_seen(string path, string line)
    {
        var offence = Assert.Single(ForbiddenText.In(new SourceFile(path, "first\n" + line)));

        Assert.StartsWith(path + ":2: ", offence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/A.cs", "var todos = list; var x = \"https://www.legifrance.gouv.fr/\";")]
    [InlineData("docs/operations/install.md", "useradd --home /var/lib/megalis; see https://localhost/")]
    [InlineData("package-lock.json", "\"resolved\": \"packages/local\"")]
    public void What_only_resembles_passes(string path, string line) => Assert.Empty(ForbiddenText.In(new SourceFile(path, line)));

    [GeneratedRegex(@"\[(Fact|Theory|Property)\b")]
    private static partial Regex TestAttribute();
}
