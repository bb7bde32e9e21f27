using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Megalis.Architecture.Tests.Source;

/// <summary>
/// A thing of the framework that only one place of the house may touch, because that place adds what safety needs.
/// Found in the syntax: a comment or a string that speaks of it is no offence.
/// </summary>
public sealed record ForbiddenUse
{
    /// <summary>The rule, as the failure says it.</summary>
    public required string Rule { get; init; }

    /// <summary>What to write instead.</summary>
    public required string Mend { get; init; }

    /// <summary>Where the rule holds.</summary>
    public required string[] Within { get; init; }

    /// <summary>The one place that may.</summary>
    public string[] Except { get; init; } = [];

    /// <summary><c>DateTime.Now</c>: a member read or called on a type's name.</summary>
    public string[] Members { get; init; } = [];

    /// <summary><c>new XmlDocument</c>, and <c>XmlDocument d = new()</c>.</summary>
    public string[] Constructions { get; init; } = [];

    /// <summary>A method called on anything; <c>FromSql*</c> also means what begins so.</summary>
    public string[] Calls { get; init; } = [];

    /// <summary>A type named anywhere.</summary>
    public string[] Types { get; init; } = [];

    /// <summary>Looks at one more thing in the construction: false lets it pass.</summary>
    public Func<SyntaxNode, bool> OnlyIf { get; init; } = _ => true;

    public IEnumerable<string> In(SourceFile file)
    {
        if (!file.IsCSharp || !file.LiesIn(Within) || file.LiesIn(Except))
            return [];
        return from node in file.Root.DescendantNodes()
               let use = UseAt(node)
               where use is not null && OnlyIf(node)
               select $"{file.At(node)}: {use}. {Rule} {Mend}";
    }

    private string? UseAt(SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax access when Members.Contains($"{LastName(access.Expression)}.{access.Name.Identifier.Text}") =>
            $"{LastName(access.Expression)}.{access.Name.Identifier.Text}",
        MemberAccessExpressionSyntax access when IsCalled(access.Name) => access.Name.Identifier.Text,
        ObjectCreationExpressionSyntax creation when Constructions.Contains(LastName(creation.Type)) => "new " + LastName(creation.Type),
        ImplicitObjectCreationExpressionSyntax creation when TypeGivenTo(creation) is { } type && Constructions.Contains(type) => "new " + type,
        IdentifierNameSyntax name when Types.Contains(name.Identifier.Text) => name.Identifier.Text,
        _ => null,
    };

    private bool IsCalled(SimpleNameSyntax name) => Calls.Any(call => call.EndsWith('*')
        ? name.Identifier.Text.StartsWith(call[..^1], StringComparison.Ordinal)
        : name.Identifier.Text == call);

    private static string LastName(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.Text,
        QualifiedNameSyntax name => name.Right.Identifier.Text,
        AliasQualifiedNameSyntax name => name.Name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        _ => "",
    };

    private static string? TypeGivenTo(ImplicitObjectCreationExpressionSyntax creation) => creation.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } => LastName(declaration.Type),
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => LastName(property.Type),
        _ => null,
    };
}
