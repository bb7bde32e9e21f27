namespace Megalis.Workflows.Runtime.State;

/// <summary>What a step must know of the state before it: what was waited for, and who was stuck.</summary>
internal sealed record StateBefore(IReadOnlyDictionary<(int Execution, string Kind), Wait> Waits, IReadOnlyList<int> Stuck)
{
    /// <remarks>A wait never changes once it is there.</remarks>
    public static StateBefore Of(InstanceState state) => new(
        state.Executions.SelectMany(e => e.Waits.Select(w => (e.Number, Wait: w))).ToDictionary(x => (x.Number, x.Wait.Kind), x => x.Wait),
        [.. state.Executions.Where(e => e.Stuck).Select(e => e.Number)]);
}
