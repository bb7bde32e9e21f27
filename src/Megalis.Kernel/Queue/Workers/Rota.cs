namespace Megalis.Kernel.Queue;

/// <summary>
/// Whose turn it is in a lane: tenants with work, one after the other, each with at most so many rows in flight. One that
/// floods the queue delays the others by one row at most.
/// </summary>
internal sealed class Rota(int perTenant)
{
    private readonly Lock _gate = new();
    private readonly List<int> _order = [];
    private readonly Dictionary<int, int> _inFlight = [];
    private readonly Dictionary<int, long> _news = [];
    private int _next;
    private long _count;

    /// <summary>The tenant has something new, or may have.</summary>
    public void Add(int tenant)
    {
        lock (_gate)
        {
            _news[tenant] = ++_count;
            if (!_order.Contains(tenant))
                _order.Add(tenant);
        }
    }

    /// <summary>The next tenant that may have a row worked; null when none has work or all are at their cap.</summary>
    public Turn? Take()
    {
        lock (_gate)
        {
            for (var i = 0; i < _order.Count; i++)
            {
                var at = (_next + i) % _order.Count;
                var tenant = _order[at];
                if (_inFlight.GetValueOrDefault(tenant) >= perTenant)
                    continue;
                _inFlight[tenant] = _inFlight.GetValueOrDefault(tenant) + 1;
                _next = at + 1;
                return new Turn(tenant, _news.GetValueOrDefault(tenant));
            }

            return null;
        }
    }

    /// <summary>Ends a turn. A tenant that had nothing leaves, unless news came meanwhile.</summary>
    public void Release(Turn turn, bool found)
    {
        lock (_gate)
        {
            if (--_inFlight[turn.Tenant] == 0)
                _inFlight.Remove(turn.Tenant);
            if (found || _news.GetValueOrDefault(turn.Tenant) != turn.News)
                return;
            _news.Remove(turn.Tenant);
            var at = _order.IndexOf(turn.Tenant);
            if (at < 0)
                return;
            _order.RemoveAt(at);
            if (at < _next)
                _next--;
        }
    }

    internal readonly record struct Turn(int Tenant, long News);
}
