using Megalis.Architecture.Tests.Source;

namespace Megalis.Architecture.Tests;

/// <summary>Files, methods and constructors stay small.</summary>
public sealed class SizeRules
{
    [Fact]
    public void No_file_is_too_long() => Offences.AssertNone(SourceTree.Files.SelectMany(Sizes.TooLong));

    [Fact]
    public void No_constructor_takes_more_than_seven_things() =>
        Offences.AssertNone(SourceTree.Product.Where(file => file.IsCSharp).SelectMany(Sizes.TooManyServices));

    [Fact]
    public void No_method_is_longer_than_thirty_lines() =>
        Offences.AssertNone(SourceTree.Product.Where(file => file.IsCSharp).SelectMany(Sizes.LongMethods));

    [Theory]
    [InlineData("src/Megalis.Kernel/A.cs", 400)]
    [InlineData("tests/Megalis.Kernel.Tests/A.cs", 400)]
    [InlineData("src/Modules/Megalis.News/Features/ListNews/Index.cshtml", 200)]
    [InlineData("src/Megalis.Web/Program.cs", 40)]
    [InlineData("src/Modules/Megalis.News/Startup.cs", 60)]
    [InlineData("README.md", 120)]
    [InlineData("src/Modules/Megalis.News/README.md", 120)]
    [InlineData("docs/adr/0001-one-kernel-project.md", 40)]
    public void Each_kind_of_file_has_its_limit(string path, int limit)
    {
        SourceFile OfLines(int lines) => new(path, string.Concat(Enumerable.Repeat("// line\n", lines)));

        Assert.Empty(Sizes.TooLong(OfLines(limit)));
        Assert.Contains($"the limit is {limit}", Assert.Single(Sizes.TooLong(OfLines(limit + 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_eighth_service_is_seen_in_both_forms_of_constructor_and_a_record_may_have_eight_fields()
    {
        var parameters = string.Join(", ", Enumerable.Range(1, 8).Select(index => $"int a{index}"));

        Assert.Single(Sizes.TooManyServices(new SourceFile("A.cs", $"class A({parameters});")));
        Assert.Single(Sizes.TooManyServices(new SourceFile("A.cs", $"class A {{ public A({parameters}) {{ }} }}")));
        Assert.Empty(Sizes.TooManyServices(new SourceFile("A.cs", $"record A({parameters});")));
        Assert.Empty(Sizes.TooManyServices(new SourceFile("A.cs", "class A(int a1, int a2);")));
    }

    [Fact]
    public void A_method_of_thirty_one_lines_is_seen_and_its_comment_does_not_count()
    {
        static SourceFile OfLines(int lines) => new("A.cs",
            $"class A\n{{\n    /// <summary>\n    /// Long.\n    /// </summary>\n    void Run()\n    {{\n{string.Concat(Enumerable.Repeat("        Go();\n", lines - 3))}    }}\n}}\n");

        Assert.Empty(Sizes.LongMethods(OfLines(30)));
        Assert.StartsWith("A.cs:6: Run has 31 lines", Assert.Single(Sizes.LongMethods(OfLines(31))), StringComparison.Ordinal);
    }
}
