using System.Diagnostics;
using Megalis.Search.Contracts;
using Microsoft.Extensions.Logging;

namespace Megalis.Search.Feed;

/// <summary>Brings what lies in memory to files, each minute or after some hundred changes, beside the feeding. Used by one follower.</summary>
internal sealed class IndexUpkeep(SearchIndex index, ILogger log)
{
    private const int Many = 500;
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private int _changes;
    private Task _running = Task.CompletedTask;
    private bool _failed;

    /// <summary>So many rows were changed, or the place in the log moved.</summary>
    public void Note(int changes) => _changes += changes;

    /// <summary>Begins when it is due.</summary>
    public void Look()
    {
        if (_changes == 0 || (_changes < Many && _since.Elapsed < Often) || !_running.IsCompleted)
            return;
        // After a failure not at every change.
        if (_failed && _since.Elapsed < Often)
            return;
        _changes = 0;
        _since.Restart();
        _running = Task.Run(Run);
    }

    /// <summary>The last time.</summary>
    public async Task FinishAsync()
    {
        await _running;
        if (_changes > 0)
            Run();
    }

    private void Run()
    {
        // Files of an index that was never complete would be believed at the next start.
        if (index.NeedsRebuild)
            return;
        try
        {
            index.Maintain();
            _failed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
                log.LogError(error, "The index {Index} cannot be written to its files; it answers from memory, and after a restart reads the log again.", index.Schema.Name);
            _failed = true;
        }
    }
}
