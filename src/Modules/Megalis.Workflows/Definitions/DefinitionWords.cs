using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Localization;

namespace Megalis.Workflows.Definitions;

/// <summary>How a definition is told to people: names of activities, values of inputs, durations.</summary>
internal static class DefinitionWords
{
    /// <summary>What is written on the drawing; else the most telling thing that the activity says; its id at last.</summary>
    public static string NameOf(Activity activity, ActivityTypes types)
    {
        foreach (var name in (string[])[activity.DisplayText, activity.Name, Literal(activity, "title"), Literal(activity, "subject")])
            if (name.Length > 0)
                return name;
        return types.Find(activity.Type) is { } type ? $"{type.Description.Name} ({activity.Id})" : activity.Id;
    }

    public static string KindOf(Activity activity, ActivityTypes types) => types.Find(activity.Type)?.Description.Name ?? activity.Type;

    /// <summary>Who must act, for activities that ask somebody; empty for the others.</summary>
    public static string WhoOf(Activity activity)
    {
        foreach (var (input, words) in ((string, string)[])[("assignee", "la personne"), ("group", "le groupe"), ("role", "le rôle"), ("to", "courriel à")])
            if (activity.Inputs.TryGetValue(input, out var given) && given.Expression.Text.Length > 0 && activity.Type is BuiltInActivities.UserTask or "Megalis.SendMail")
                return $"{words} {Say(given.Expression)}";
        return "";
    }

    /// <summary>How long it lasts or may take; empty where the definition does not say.</summary>
    public static string TimeOf(Activity activity, DateTimeOffset now)
    {
        if (StartTriggers.Of(activity) is { } trigger)
            return $"démarre {Say(trigger, now)}";
        foreach (var (input, words) in ((string, string)[])[("dueIn", "à faire en"), ("timeSpan", "attend"), ("interval", "attend"), ("dateTime", "attend"), ("cronExpression", "attend le calendrier"), ("eventName", "attend l’événement")])
            if (activity.Type != "Elsa.PublishEvent" && activity.Inputs.TryGetValue(input, out var given) && given.Expression.Text.Length > 0)
                return $"{words} {(input == "cronExpression" && ClockWords.Calendar(given.Expression.Text) is { } calendar ? $"« {calendar} »" : Say(given.Expression))}";
        return "";
    }

    /// <summary>A value as a person reads it: durations and dates in words, the rest as it is written.</summary>
    public static string Say(Expression expression) => expression.Type switch
    {
        ExpressionTypes.Literal when TimeSpan.TryParseExact(expression.Text, ["c", "g", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out var span) => Duration(span),
        ExpressionTypes.Literal when expression.Text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(expression.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) => ParisTime.Full(date),
        ExpressionTypes.Literal => $"« {expression.Text} »",
        ExpressionTypes.Variable => $"(variable « {NameIn(expression)} »)",
        ExpressionTypes.Input => $"(entrée « {NameIn(expression)} »)",
        ExpressionTypes.Formula => $"(calculé : {expression.Text})",
        _ => expression.Text,
    };

    /// <summary>« 2 jours 3 h », « 45 min », « 30 s ».</summary>
    public static string Duration(TimeSpan span)
    {
        var parts = new List<string>();
        foreach (var (count, one, many) in ((int, string, string)[])[(span.Days, "jour", "jours"), (span.Hours, "h", "h"), (span.Minutes, "min", "min"), (span.Seconds, "s", "s")])
            if (count > 0)
                parts.Add(string.Create(Texts.French, $"{count}{FrenchTypography.NoBreakSpace}{(count > 1 ? many : one)}"));
        return parts.Count > 0 ? string.Join(' ', parts) : "0 s";
    }

    /// <summary>What begins instances by itself, as the end of « il démarre … »; a calendar that has no short name comes with its next dates.</summary>
    public static string Say(StartTrigger trigger, DateTimeOffset now) => trigger.Kind switch
    {
        StartTriggers.Event => $"à l’événement « {trigger.Key} »",
        StartTriggers.Timer when TimeSpan.TryParse(trigger.Key, CultureInfo.InvariantCulture, out var span) => ClockWords.Every(span),
        StartTriggers.Cron => ClockWords.Calendar(trigger.Key) ?? $"au calendrier « {trigger.Key} »{NextDates(trigger, now)}",
        _ => $"le {Say(new Expression(ExpressionTypes.Literal, trigger.Key))}",
    };

    private static string NextDates(StartTrigger trigger, DateTimeOffset now)
    {
        var dates = new List<string>();
        for (var next = NextOf(trigger, now); next is { } date && dates.Count < 3; next = NextOf(trigger, date))
            dates.Add(ParisTime.Compact(date));
        return dates.Count switch
        {
            0 => ", qui n’a plus de date",
            1 => $" (prochaine date : le {dates[0]})",
            _ => $" (prochaines dates : {string.Join(", ", dates)})",
        };
    }

    private static DateTimeOffset? NextOf(StartTrigger trigger, DateTimeOffset after)
    {
        try
        {
            return StartTriggers.Next(trigger.Kind, trigger.Key, after, after);
        }
        catch (Runtime.ActivityFailedException)
        {
            // Publication refuses such a calendar; a page that shows an old one still tells the rest.
            return null;
        }
    }

    private static string Literal(Activity activity, string input) =>
        activity.Inputs.GetValueOrDefault(input) is { Expression.Type: ExpressionTypes.Literal } given ? given.Expression.Text : "";

    private static string NameIn(Expression expression) => expression.Value is JsonObject one
        ? one.TextOf("name") is { Length: > 0 } name ? name : one.TextOf("id")
        : expression.Text;
}
