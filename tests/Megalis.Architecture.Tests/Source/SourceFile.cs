using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Megalis.Architecture.Tests.Source;

/// <summary>One text file of the tree; <see cref="Path"/> is relative to the repository, with slashes.</summary>
public sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> root = new(() => CSharpSyntaxTree.ParseText(text, path: path).GetRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string Name => System.IO.Path.GetFileName(Path);

    public string[] Lines { get; } = text.Split('\n');

    /// <summary>A last line that only ends the one before is no line.</summary>
    public int LineCount => Lines.Length - (Text.EndsWith('\n') ? 1 : 0);

    /// <summary>The C# syntax, comments and strings told apart from code.</summary>
    public SyntaxNode Root => root.Value;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsRazor => Path.EndsWith(".cshtml", StringComparison.Ordinal);

    public bool LiesIn(params string[] folders) => folders.Any(folder => Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary><c>path:line</c>, as editors open it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    public override string ToString() => Path;
}
