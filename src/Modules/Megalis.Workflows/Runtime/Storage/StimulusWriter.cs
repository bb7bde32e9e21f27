using System.Text.Json.Nodes;
using Megalis.Kernel.Identifiers;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>Stimuli as rows. <see cref="ArgumentException"/> for a payload with more levels than can be kept.</summary>
internal static class StimulusWriter
{
    /// <summary>For whoever waits for an event of this name, now or later.</summary>
    public static StimulusRow Event(string name, string correlationId, JsonNode? payload, string? dedupeKey, DateTimeOffset now) => new()
    {
        Id = Ids.New(now),
        Kind = WaitKinds.Event,
        Key = name,
        CorrelationId = correlationId,
        Payload = TextOf(payload),
        DedupeKey = dedupeKey,
        CreatedAt = now,
    };

    /// <summary>For one execution of one instance.</summary>
    public static StimulusRow To(string instanceId, int execution, string kind, string key, JsonNode? payload, string dedupeKey, DateTimeOffset now) => new()
    {
        Id = Ids.New(now),
        InstanceId = instanceId,
        Execution = execution,
        Kind = kind,
        Key = key,
        Payload = TextOf(payload),
        DedupeKey = dedupeKey,
        CreatedAt = now,
    };

    private static string TextOf(JsonNode? payload) => StoredJson.Fits(payload, StoredJson.Depth + 8)
        ? payload?.ToJsonString() ?? "null"
        : throw new ArgumentException($"A payload has at most {StoredJson.Depth} levels.", nameof(payload));
}
