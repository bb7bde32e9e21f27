using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>What was undone by what, read from the step journal: it tells of each activity that it was done, not why.</summary>
internal static class Undone
{
    /// <param name="entries">From the oldest on.</param>
    /// <returns>By the number of the execution that undid: the activity that was undone by it.</returns>
    public static IReadOnlyDictionary<int, string> In(IEnumerable<StepEntry> entries, WorkflowDefinition? definition)
    {
        var by = (definition?.Activities ?? []).Where(a => a.CompensatedBy.Length > 0).DistinctBy(a => a.Id).ToDictionary(a => a.Id, a => a.CompensatedBy);
        var undone = new Dictionary<int, string>();
        var done = new Stack<string>();
        var isUndoing = false;
        foreach (var entry in entries)
        {
            // Undoing begins when the token of the whole is taken away, and lasts to the end: what is done meanwhile is not undone itself.
            if (entry.What is "cancelled" or "ended")
                isUndoing = entry.What == "cancelled" && (isUndoing || entry.Activity == definition?.Root.Id);
            else if (entry.What != "done")
                continue;
            else if (!isUndoing && by.ContainsKey(entry.Activity))
                done.Push(entry.Activity);
            else if (isUndoing && done.TryPeek(out var last) && by[last] == entry.Activity)
                undone[entry.Execution] = done.Pop();
        }

        return undone;
    }
}
