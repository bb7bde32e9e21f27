using System.Text.Json.Nodes;

namespace Megalis.Workflows.Formulas;

/// <summary>One evaluation: counts its steps and gives up at the bound.</summary>
internal sealed class FormulaRun(FormulaScope scope)
{
    private int _steps;

    public DateTimeOffset Now => scope.Now;

    public object? Evaluate(FormulaNode node)
    {
        Step(node.At);
        return node switch
        {
            FormulaNode.Constant constant => constant.Value,
            FormulaNode.Name name => scope.Find(name.Text, out var value)
                ? FormulaValues.FromJson(value, this, name.At)
                : throw new FormulaException(name.At, $"ni variable ni entrée ne s'appelle « {name.Text} »."),
            FormulaNode.Member member => MemberOf(member.At, Evaluate(member.Owner), member.Text),
            FormulaNode.Item item => ItemOf(item.At, Evaluate(item.Owner), Evaluate(item.Key)),
            FormulaNode.Unary unary => Deny(unary),
            FormulaNode.Binary binary => Join(binary),
            FormulaNode.Call call => call.Function.Run(this, call),
            FormulaNode.ListOf list => list.Items.Select(Evaluate).ToList(),
            _ => throw new InvalidOperationException($"A formula has no {node.GetType().Name}."),
        };
    }

    /// <summary>Counts one part evaluated, or one item looked at.</summary>
    public void Step(int at, int steps = 1)
    {
        if ((_steps += steps) > FormulaLimits.Steps || _steps < 0)
            throw new FormulaException(at, "la formule demande trop de calculs.");
    }

    public bool Truth(FormulaNode node) => Evaluate(node) is bool truth
        ? truth
        : throw new FormulaException(node.At, "il faut ici vrai ou faux.");

    private object? Deny(FormulaNode.Unary unary) => unary.Operator == "non"
        ? !Truth(unary.Operand)
        : Evaluate(unary.Operand) switch
        {
            decimal number => -number,
            TimeSpan span => Guarded(unary.At, () => span.Negate()),
            var other => throw new FormulaException(unary.At, $"« - » n'a pas de sens devant {FormulaValues.KindOf(other)}."),
        };

    private object? Join(FormulaNode.Binary binary) => binary.Operator switch
    {
        "et" => Truth(binary.Left) && Truth(binary.Right),
        "ou" => Truth(binary.Left) || Truth(binary.Right),
        var sign => Join(sign, binary.At, Evaluate(binary.Left), Evaluate(binary.Right)),
    };

    private object? Join(string sign, int at, object? left, object? right) => sign switch
    {
        "=" => Same(at, left, right),
        "<>" => !Same(at, left, right),
        "<" => Compare(at, left, right) < 0,
        "<=" => Compare(at, left, right) <= 0,
        ">" => Compare(at, left, right) > 0,
        ">=" => Compare(at, left, right) >= 0,
        "dans" => right is List<object?> list
            ? list.Exists(item => Same(at, item, left))
            : throw new FormulaException(at, $"« dans » attend une liste à droite, et non {FormulaValues.KindOf(right)}."),
        "&" => FormulaValues.Joined(at, "", [left, right]),
        _ => Guarded(at, () => Arithmetic(sign, at, left, right)),
    };

    private static object Arithmetic(string sign, int at, object? left, object? right) => (sign, left, right) switch
    {
        ("+", decimal a, decimal b) => a + b,
        ("-", decimal a, decimal b) => a - b,
        ("*", decimal a, decimal b) => a * b,
        ("/", decimal a, decimal b) => a / b,
        ("%", decimal a, decimal b) => a % b,
        ("+", DateTimeOffset a, TimeSpan b) => a + b,
        ("+", TimeSpan a, DateTimeOffset b) => b + a,
        ("-", DateTimeOffset a, TimeSpan b) => a - b,
        ("-", DateTimeOffset a, DateTimeOffset b) => a - b,
        ("+", TimeSpan a, TimeSpan b) => a + b,
        ("-", TimeSpan a, TimeSpan b) => a - b,
        ("*", TimeSpan a, decimal b) => a * (double)b,
        ("*", decimal a, TimeSpan b) => b * (double)a,
        ("/", TimeSpan a, decimal b) => a / (double)b,
        ("/", TimeSpan a, TimeSpan b) => (decimal)(a / b),
        ("+", string, _) or ("+", _, string) => throw new FormulaException(at, "les textes se joignent par « & »."),
        _ => throw new FormulaException(at, $"« {sign} » n'a pas de sens entre {FormulaValues.KindOf(left)} et {FormulaValues.KindOf(right)}."),
    };

    /// <summary>Values of two kinds are never the same; lists and objects are the same when their JSON is.</summary>
    public bool Same(int at, object? left, object? right)
    {
        Step(at);
        return (left, right) switch
        {
            (DateTimeOffset a, string b) => FormulaValues.TryInstant(b, out var instant) && a == instant,
            (string a, DateTimeOffset b) => FormulaValues.TryInstant(a, out var instant) && instant == b,
            (List<object?> or JsonObject, List<object?> or JsonObject) => SameJson(at, left, right),
            _ => Equals(left, right),
        };
    }

    /// <summary>Counted before it is compared: a variable may be as large as an answer of the outside.</summary>
    private bool SameJson(int at, object? left, object? right)
    {
        var (one, other) = (new FormulaSize(), new FormulaSize());
        one.Add(left, at);
        other.Add(right, at);
        Step(at, one.Nodes + other.Nodes);
        return JsonNode.DeepEquals(FormulaValues.ToJson(left), FormulaValues.ToJson(right));
    }

    /// <summary>Dates that come out of variables are texts: beside a date a text is read as one.</summary>
    public int Compare(int at, object? left, object? right)
    {
        Step(at);
        return (left, right) switch
        {
            (decimal a, decimal b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (TimeSpan a, TimeSpan b) => a.CompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            (DateTimeOffset a, string b) when FormulaValues.TryInstant(b, out var instant) => a.CompareTo(instant),
            (string a, DateTimeOffset b) when FormulaValues.TryInstant(a, out var instant) => instant.CompareTo(b),
            _ => throw new FormulaException(at, $"{FormulaValues.KindOf(left)} et {FormulaValues.KindOf(right)} ne se comparent pas."),
        };
    }

    private object? MemberOf(int at, object? owner, string name) => owner switch
    {
        null => null,
        JsonObject json => FormulaValues.FromJson(json[name], this, at),
        _ => throw new FormulaException(at, $"{FormulaValues.KindOf(owner)} n'a pas de « {name} »."),
    };

    private object? ItemOf(int at, object? owner, object? key) => (owner, key) switch
    {
        (null, _) => null,
        (JsonObject json, string name) => FormulaValues.FromJson(json[name], this, at),
        (List<object?> list, decimal place) => place >= 0 && place < list.Count && place == decimal.Truncate(place) ? list[(int)place] : null,
        _ => throw new FormulaException(at, $"{FormulaValues.KindOf(owner)} ne se lit pas par {FormulaValues.KindOf(key)}."),
    };

    /// <summary>What has no result that a number or a date can hold.</summary>
    public static T Guarded<T>(int at, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (DivideByZeroException)
        {
            throw new FormulaException(at, "on ne divise pas par zéro.");
        }
        catch (Exception error) when (error is OverflowException or ArgumentException)
        {
            throw new FormulaException(at, "le résultat est trop grand.");
        }
    }
}
