using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Megalis.Architecture.Tests.Source;

/// <summary>How long things may be: what does not fit in a look is not understood in one.</summary>
public static class Sizes
{
    public const int MostServices = 7;

    public const int MostLinesOfMethod = 30;

    public static IEnumerable<string> TooLong(SourceFile file)
    {
        var (limit, mend) = LimitOf(file);
        if (file.LineCount > limit)
            yield return $"{file.Path} has {file.LineCount} lines; the limit is {limit}. {mend}";
    }

    /// <summary>Classes and structs only: a record is data, its constructor the list of its fields.</summary>
    public static IEnumerable<string> TooManyServices(SourceFile file) =>
        from type in file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type is not RecordDeclarationSyntax
        let longest = type.Members.OfType<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList.Parameters.Count)
            .Append(type.ParameterList?.Parameters.Count ?? 0).Max()
        where longest > MostServices
        select $"{file.At(type)}: the constructor of {type.Identifier.Text} takes {longest} things; the limit is {MostServices}. The class does too much: split it by what it does.";

    public static IEnumerable<string> LongMethods(SourceFile file) =>
        from method in file.Root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let body = (SyntaxNode?)method.Body ?? method.ExpressionBody
        where body is not null
        let lines = LinesOf(method)
        where lines > MostLinesOfMethod
        select $"{file.At(method)}: {NameOf(method)} has {lines} lines; the limit is {MostLinesOfMethod}. Name its steps and make them methods.";

    private static (int Limit, string Mend) LimitOf(SourceFile file) => file switch
    {
        { Name: "Program.cs" } when file.LiesIn("src/") => (40, "Move the wiring into the kernel's verbs."),
        { Name: "Startup.cs" } when file.LiesIn("src/") => (60, "Split it: a second Startup with [RequireFeatures], or a verb of the kernel."),
        { IsCSharp: true } => (400, "Split it by what a reader looks for."),
        { IsRazor: true } => (200, "Make a partial view of each part that has a name."),
        // Every step with its example, each checked by a test: long, and in the place that the recipes' readers look.
        { Path: "recipes/README.md" } => (400, "Move the detail to docs/ and link it."),
        { Name: "README.md" } => (120, "Move the detail to docs/ and link it."),
        _ when file.LiesIn("docs/adr/0") => (40, "A decision, its reasons, its price: the rest goes to docs/."),
        _ => (int.MaxValue, ""),
    };

    /// <summary>From the line of the name to the closing brace; attributes and comments above do not count.</summary>
    private static int LinesOf(BaseMethodDeclarationSyntax method)
    {
        var span = method.SyntaxTree.GetLineSpan(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(method.ParameterList.SpanStart, method.Span.End));
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => $"the constructor of {constructor.Identifier.Text}",
        _ => "an operator",
    };
}
