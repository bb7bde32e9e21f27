namespace Megalis.Workflows.Formulas;

/// <summary>Reads a formula by its grammar; each level binds tighter than the one before it.</summary>
internal sealed class FormulaParser(IReadOnlyList<Token> tokens)
{
    private static readonly string[][] Levels = [["ou"], ["et"], ["=", "<>", "<", "<=", ">", ">=", "dans"], ["&"], ["+", "-"], ["*", "/", "%"]];

    private readonly List<FormulaNode.Name> _names = [];
    private int _at;
    private int _depth;
    private int _links;

    public IReadOnlyList<FormulaNode.Name> Names => _names;

    private Token Here => tokens[_at];

    public FormulaNode ReadAll()
    {
        if (Here.Kind == TokenKind.End)
            throw new FormulaException(1, "la formule est vide.");
        var root = Read();
        return Here.Kind == TokenKind.End ? root : throw Unexpected("la fin de la formule");
    }

    private FormulaNode Read()
    {
        Deeper();
        var node = Level(0);
        _depth--;
        return node;
    }

    private FormulaNode Level(int level)
    {
        if (level == Levels.Length)
            return Unary();
        var left = Level(level + 1);
        var chain = 0;
        while (Here.Kind is TokenKind.Sign or TokenKind.Name && Levels[level].Contains(Here.Text))
        {
            // A comparison of a comparison is a slip of the pen: « 1 < x < 3 ».
            if (level == 2 && chain++ > 0)
                throw new FormulaException(Here.At, "une comparaison ne se compare pas : reliez-les par « et ».");
            var sign = Take();
            Longer();
            left = new FormulaNode.Binary(sign.At, sign.Text, left, Level(level + 1));
        }

        return left;
    }

    private FormulaNode Unary()
    {
        if ((Here.Kind == TokenKind.Sign && Here.Text == "-") || (Here.Kind == TokenKind.Name && Here.Text == "non"))
        {
            Deeper();
            var sign = Take();
            // « non a = b » denies the whole comparison, « -a » its one term.
            var node = new FormulaNode.Unary(sign.At, sign.Text, sign.Text == "non" ? Level(2) : Unary());
            _depth--;
            return node;
        }

        return Postfix();
    }

    private FormulaNode Postfix()
    {
        var node = Primary();
        while (true)
        {
            if (Is("."))
            {
                Longer();
                Take();
                node = Here.Kind == TokenKind.Name
                    ? new FormulaNode.Member(Here.At, node, Take().Text)
                    : throw Unexpected("un nom après le point");
            }
            else if (Is("["))
            {
                Longer();
                var open = Take();
                node = new FormulaNode.Item(open.At, node, Read());
                Close("]");
            }
            else
            {
                return node;
            }
        }
    }

    private FormulaNode Primary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new FormulaNode.Constant(token.At, token.Number);
            case TokenKind.Text:
                return new FormulaNode.Constant(token.At, token.Text);
            case TokenKind.Name:
                return Named(token);
            case TokenKind.Sign when token.Text == "(":
                var inner = Read();
                Close(")");
                return inner;
            case TokenKind.Sign when token.Text == "[":
                return new FormulaNode.ListOf(token.At, List("]"));
            default:
                throw Unexpected(token, "une valeur");
        }
    }

    private FormulaNode Named(Token token)
    {
        if (token.Text is "vrai" or "faux")
            return new FormulaNode.Constant(token.At, token.Text == "vrai");
        if (token.Text == "rien")
            return new FormulaNode.Constant(token.At, null);
        if (token.Text is "et" or "ou" or "dans" or "non")
            throw Unexpected(token, "une valeur");

        if (Is("("))
            return Call(token);
        var name = new FormulaNode.Name(token.At, token.Text);
        _names.Add(name);
        return name;
    }

    private FormulaNode.Call Call(Token token)
    {
        var function = FormulaFunctions.Find(token.Text)
            ?? throw new FormulaException(token.At, $"la fonction « {token.Text} » n'existe pas.");
        Take();
        var arguments = List(")");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            throw new FormulaException(token.At, $"« {function.Name} » attend {function.Arity} ; il y en a {arguments.Count}.");
        return new FormulaNode.Call(token.At, function, arguments);
    }

    private List<FormulaNode> List(string close)
    {
        var items = new List<FormulaNode>();
        if (Is(close))
        {
            Take();
            return items;
        }

        items.Add(Read());
        while (Is(","))
        {
            Take();
            items.Add(Read());
        }

        Close(close);
        return items;
    }

    private void Close(string sign)
    {
        if (!Is(sign))
            throw Unexpected($"« {sign} »");
        Take();
    }

    private bool Is(string sign) => Here.Kind == TokenKind.Sign && Here.Text == sign;

    private Token Take() => Here.Kind == TokenKind.End ? Here : tokens[_at++];

    private void Deeper()
    {
        if (++_depth > FormulaLimits.Depth)
            throw new FormulaException(Here.At, $"la formule a trop de niveaux : {FormulaLimits.Depth} au plus.");
    }

    /// <summary>« 1 + 1 + 1 … » is a deep tree too.</summary>
    private void Longer()
    {
        if (++_links > FormulaLimits.Links)
            throw new FormulaException(Here.At, $"la formule a trop d'opérations : {FormulaLimits.Links} au plus.");
    }

    private FormulaException Unexpected(string wanted) => Unexpected(Here, wanted);

    private static FormulaException Unexpected(Token token, string wanted) =>
        new(token.At, token.Kind == TokenKind.End ? $"la formule s'arrête là où il faut {wanted}." : $"il faut {wanted}, et non « {token.Text} ».");
}
