using System.Globalization;
using Megalis.Workflows.Formulas;
using Megalis.Workflows.Runtime;

namespace Megalis.Workflows.Definitions;

/// <summary>What begins instances of a published definition by itself: an activity with Elsa's <c>canStartWorkflow</c>.</summary>
/// <param name="Kind">One of <see cref="StartTriggers"/>' kinds; stored.</param>
/// <param name="Key">The name of the event, the interval, the calendar or the date, as the definition writes it.</param>
internal sealed record StartTrigger(string ActivityId, string Kind, string Key);

/// <summary>The triggers of a definition, and when those that follow a clock are due.</summary>
internal static class StartTriggers
{
    public const string Event = "event";
    public const string Timer = "timer";
    public const string Cron = "cron";
    public const string Date = "date";

    /// <summary>Between two starts of one trigger: a slip of the pen must not fill the database.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Beyond it dates end.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly Dictionary<string, (string Kind, string Input)> ByType = new()
    {
        ["Elsa.Event"] = (Event, "eventName"),
        ["Elsa.Timer"] = (Timer, "interval"),
        ["Elsa.Cron"] = (Cron, "cronExpression"),
        ["Elsa.StartAt"] = (Date, "dateTime"),
    };

    public static IReadOnlyList<StartTrigger> Of(WorkflowDefinition definition) => [.. definition.Activities.Select(Of).OfType<StartTrigger>()];

    /// <summary>Null for an activity that begins nothing.</summary>
    public static StartTrigger? Of(Activity activity) => activity.CanStart && ByType.TryGetValue(activity.Type, out var one)
        ? new StartTrigger(activity.Id, one.Kind, activity.Inputs.GetValueOrDefault(one.Input)?.Expression.Text ?? "")
        : null;

    /// <summary>What keeps an activity from starting instances: before there is an instance nothing can be computed.</summary>
    public static string? Fault(Activity activity)
    {
        if (!activity.CanStart || !ByType.TryGetValue(activity.Type, out var one) || activity.Inputs.GetValueOrDefault(one.Input) is not { Expression: { Text.Length: > 0 } expression })
            return null;
        if (expression.Type != ExpressionTypes.Literal)
            return $"Elle démarre des circuits d’elle-même : l’entrée « {one.Input} » doit être écrite telle quelle, sans variable ni formule.";
        if (one.Kind == Timer && TimeSpan.TryParse(expression.Text, CultureInfo.InvariantCulture, out var interval) && interval > Longest)
            return "Elle démarrerait un circuit moins d’une fois en dix ans.";
        return one.Kind is Timer or Cron && IsTooQuick(one.Kind, expression.Text)
            ? "Elle démarrerait un circuit plus d’une fois par minute."
            : null;
    }

    /// <summary>The first start after an instant; null when there is none any more. What was missed meanwhile is not made up for.</summary>
    /// <param name="last">The start before; of an interval the next ones keep its beat.</param>
    public static DateTimeOffset? Next(string kind, string key, DateTimeOffset last, DateTimeOffset now) => kind switch
    {
        Timer => After(last, TimeSpan.Parse(key, CultureInfo.InvariantCulture), now),
        Cron => CronCalendar.Next(key, now > last ? now : last),
        Date when FormulaValues.TryInstant(key, out var date) && date > now => date.ToUniversalTime(),
        _ => null,
    };

    private static DateTimeOffset After(DateTimeOffset last, TimeSpan interval, DateTimeOffset now)
    {
        var missed = now > last ? (now - last).Ticks / interval.Ticks : 0;
        return last + (interval * (missed + 1));
    }

    private static bool IsTooQuick(string kind, string key)
    {
        if (kind == Timer)
            return TimeSpan.TryParse(key, CultureInfo.InvariantCulture, out var interval) && interval < Shortest;
        try
        {
            // Only a calendar of several seconds in a minute is quicker than that, and then from its first minute on.
            return CronCalendar.Next(key, DateTimeOffset.UnixEpoch) is { } first && CronCalendar.Next(key, first) is { } second && second - first < Shortest;
        }
        catch (ActivityFailedException)
        {
            return false;
        }
    }
}
