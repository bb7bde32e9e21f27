namespace Megalis.Workflows.Tests.Soundness;

/// <summary>An activity of a random flowchart: <c>wait</c>, <c>task</c>, <c>fork</c>, <c>finish</c>, or a mode of join.</summary>
internal sealed record Piece(string Id, string Kind, IReadOnlyList<(string Port, int? Target)> Out)
{
    public bool Joins => Kind.StartsWith("Wait", StringComparison.Ordinal);
}

/// <summary>
/// The oracle: tokens moved one by one, no chain shortened, markings as texts. It knows of markings nothing but what
/// docs/reference/workflows.md says of joins.
/// </summary>
internal sealed class NaiveTokens
{
    private readonly IReadOnlyList<Piece> _pieces;
    private readonly Dictionary<string, List<string>> _next = [];
    private readonly HashSet<string> _ends = [];

    public NaiveTokens(IReadOnlyList<Piece> pieces)
    {
        _pieces = pieces;
        var open = new Queue<string>(["@0"]);
        _next["@0"] = [];
        while (open.TryDequeue(out var marking))
            foreach (var next in Moves(marking))
            {
                _next[marking].Add(next);
                if (_next.TryAdd(next, []))
                    open.Enqueue(next);
            }
    }

    public bool Doubles { get; private set; }

    /// <summary>Joins where a token may stay behind.</summary>
    public SortedSet<string> Blocked { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether from some marking no end can be reached.</summary>
    public bool IsEndless()
    {
        var good = _ends.ToHashSet();
        while (_next.Where(pair => !good.Contains(pair.Key) && pair.Value.Exists(good.Contains)).Select(pair => pair.Key).ToList() is { Count: > 0 } more)
            good.UnionWith(more);
        return good.Count < _next.Count;
    }

    private List<string> Moves(string marking)
    {
        var tokens = marking.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var standing = tokens.Where(token => token[0] == '@').Distinct().ToList();
        if (standing.Count == 0)
        {
            _ends.Add(marking);
            Blocked.UnionWith(tokens.Select(token => _pieces[Number(token.Split('>')[1])].Id));
        }

        var moves = new List<string>();
        foreach (var token in standing)
        {
            var piece = _pieces[Number(token[1..])];
            if (piece.Kind == "finish")
            {
                _ends.Add(marking);
                continue;
            }

            foreach (var way in piece.Kind == "fork" ? [piece.Out] : piece.Out.Select(port => new[] { port }).ToArray<IReadOnlyList<(string Port, int? Target)>>())
                Add(marking, moves, Move([.. tokens], token, way));
        }

        return moves;
    }

    private void Add(string marking, List<string> moves, List<string> tokens)
    {
        var doubled = tokens.GroupBy(token => token).Any(group => group.Skip(1).Any() && !(group.Key[0] == '@' && _pieces[Number(group.Key[1..])].Kind == "finish"));
        if (doubled)
            (Doubles, _) = (true, _ends.Add(marking));
        else
            moves.Add(string.Join(' ', tokens.Distinct().Order(StringComparer.Ordinal)));
    }

    private List<string> Move(List<string> tokens, string from, IReadOnlyList<(string Port, int? Target)> way)
    {
        tokens.Remove(from);
        foreach (var (port, target) in way)
            if (target is { } to)
                Arrive(tokens, $"{from[1..]}.{port}>{to}", to);
        for (var join = 0; join < _pieces.Count; join++)
            if (_pieces[join].Kind == "WaitAllActive" && Waiting(tokens, join).Any() && !MayCome(tokens, join))
                Fire(tokens, join, Waiting(tokens, join).Distinct());
        return tokens;
    }

    private void Arrive(List<string> tokens, string edge, int to)
    {
        if (!_pieces[to].Joins)
        {
            tokens.Add("@" + to);
        }
        else if (_pieces[to].Kind == "WaitAny")
        {
            tokens.RemoveAll(token => Leads(token[0] == '@' ? Number(token[1..]) : Number(token.Split('>')[1]), to));
            tokens.Add("@" + to);
        }
        else
        {
            tokens.Add(edge);
            if (_pieces[to].Kind == "WaitAll" && EdgesTo(to).All(tokens.Contains))
                Fire(tokens, to, EdgesTo(to));
        }
    }

    private static void Fire(List<string> tokens, int join, IEnumerable<string> edges)
    {
        foreach (var edge in edges.ToList())
            tokens.Remove(edge);
        tokens.Add("@" + join);
    }

    /// <summary>A token at a join for all is not on its way: what it lacks would be.</summary>
    private bool MayCome(List<string> tokens, int join) =>
        tokens.Exists(token => token[0] == '@' && Leads(Number(token[1..]), join))
        || tokens.Exists(token => token[0] != '@' && Number(token.Split('>')[1]) is var other && other != join && _pieces[other].Kind == "WaitAllActive" && Leads(other, join) && !Leads(join, other));

    private static IEnumerable<string> Waiting(List<string> tokens, int join) => tokens.Where(token => token.EndsWith(">" + join, StringComparison.Ordinal));

    private IEnumerable<string> EdgesTo(int to) =>
        _pieces.SelectMany((piece, from) => piece.Out.Where(port => port.Target == to).Select(port => $"{from}.{port.Port}>{to}")).Distinct();

    /// <summary>Whether connections lead from one to the other, by one step at least.</summary>
    private bool Leads(int from, int to)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([from]);
        while (open.TryPop(out var next))
            foreach (var (_, target) in _pieces[next].Out)
                if (target is { } one && found.Add(one))
                    open.Push(one);
        return found.Contains(to);
    }

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
