using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;

namespace Megalis.Workflows.Runtime.Lines;

/// <summary>An outside line that activities call. It is called outside of any transaction, and keeps to the rules of <see cref="IOutsideCall{T}"/>.</summary>
internal interface IEffectLine
{
    /// <summary>Stored in the queue: never changed.</summary>
    string Name { get; }

    /// <param name="arguments">What the activity's inputs were.</param>
    /// <param name="key"><c>instance/execution</c>: the same for every attempt and round of one execution, and of no other.</param>
    /// <returns>The activity's result.</returns>
    Task<JsonNode?> CallAsync(JsonObject arguments, string key, CancellationToken stop);

    /// <summary>Asked before an uncertain call is made again. A result is known only where the other side keeps it.</summary>
    Task<(Reconciled Answer, JsonNode? Result)> ReconcileAsync(JsonObject arguments, string key, CancellationToken stop);
}
