namespace Megalis.Kernel.Queue;

/// <summary>
/// Which attempt of a row of the queue runs in this scope. Whoever answers for its own failures, instead of leaving the row
/// in « À reprendre », asks whether there will be another.
/// </summary>
public sealed class RowAttempt
{
    /// <summary>From 1; 0 outside of the queue.</summary>
    public int Number { get; private set; }

    /// <summary>When this one fails, the row rests in « À reprendre ».</summary>
    public bool IsLast { get; private set; }

    /// <summary>Why the attempt before it failed; empty for the first.</summary>
    public string LastError { get; private set; } = "";

    internal void Set(QueueRow row, QueueOptions options) =>
        (Number, IsLast, LastError) = (row.Attempts + 1, row.Attempts + 1 >= options.Attempts, QueueHistory.Last(row.History)?.Error ?? "");
}
