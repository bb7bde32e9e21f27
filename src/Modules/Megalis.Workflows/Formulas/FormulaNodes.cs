namespace Megalis.Workflows.Formulas;

/// <summary>A part of a formula.</summary>
/// <param name="At">Its first character in the text, from 1.</param>
internal abstract record FormulaNode(int At)
{
    /// <param name="Value">Null, a bool, a decimal or a string.</param>
    internal sealed record Constant(int At, object? Value) : FormulaNode(At);

    internal sealed record Name(int At, string Text) : FormulaNode(At);

    internal sealed record Member(int At, FormulaNode Owner, string Text) : FormulaNode(At);

    internal sealed record Item(int At, FormulaNode Owner, FormulaNode Key) : FormulaNode(At);

    internal sealed record Unary(int At, string Operator, FormulaNode Operand) : FormulaNode(At);

    internal sealed record Binary(int At, string Operator, FormulaNode Left, FormulaNode Right) : FormulaNode(At);

    internal sealed record Call(int At, FormulaFunction Function, IReadOnlyList<FormulaNode> Arguments) : FormulaNode(At);

    internal sealed record ListOf(int At, IReadOnlyList<FormulaNode> Items) : FormulaNode(At);
}
