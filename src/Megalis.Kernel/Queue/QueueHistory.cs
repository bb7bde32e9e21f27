using System.Text.Json;

namespace Megalis.Kernel.Queue;

/// <summary>What went wrong with a row, attempt by attempt; the last twenty are kept.</summary>
/// <param name="At">When the attempt ended.</param>
/// <param name="Error">Kind and message, at most 500 characters.</param>
public sealed record QueueAttempt(DateTimeOffset At, string Error);

internal static class QueueHistory
{
    private const int Kept = 20;
    private const int Length = 500;

    public static string Add(string history, DateTimeOffset at, string error)
    {
        var text = error.Replace('\0', ' ');
        var attempt = new QueueAttempt(at, text.Length > Length ? text[..Length] : text);
        return JsonSerializer.Serialize(Read(history).TakeLast(Kept - 1).Append(attempt), Outbox.Json);
    }

    public static string Describe(Exception error) =>
        error.InnerException is { } inner ? $"{error.GetType().Name}: {error.Message} ({inner.GetType().Name}: {inner.Message})" : $"{error.GetType().Name}: {error.Message}";

    public static QueueAttempt? Last(string history) => Read(history) is [.., var last] ? last : null;

    public static IReadOnlyList<QueueAttempt> Read(string history) => JsonSerializer.Deserialize<List<QueueAttempt>>(history, Outbox.Json) ?? [];
}
