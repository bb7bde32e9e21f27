using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Search.Planning;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>
/// Conditions on a date: <c>{ "gte": "2026-03-01", "lt": "now-7d/d" }</c>. A day, a month or a year of Paris has all its instants; an
/// instant is ISO 8601, in UTC when it names no zone; <c>now</c> may be moved (<c>y M w d h m s</c>) and cut to its year, month or day.
/// </summary>
internal sealed partial class DateRange(TemplateReading reading)
{
    public Query Read(OrchardField field, JsonElement bounds, string path)
    {
        if (field.Use != FieldUse.Date)
            return reading.Fault(path, new Refusal("La clause « {0} » n’a pas d’équivalent sur ce champ.", "range"));
        if (bounds.ValueKind != JsonValueKind.Object)
            return reading.Fault(path, new Refusal("Un objet est attendu ici."));
        var members = new Members(bounds, path, reading);
        var (from, to) = (default(long?), default(long?));
        foreach (var name in new[] { "gte", "gt", "lte", "lt" })
        {
            if (members.Value(name) is not { } given || Ends(given, members.PathOf(name)) is not { } ends)
                continue;
            if (name[0] == 'g')
                from = Math.Max(from ?? long.MinValue, name == "gt" ? ends.To + 1 : ends.From);
            else
                to = Math.Min(to ?? long.MaxValue, name == "lt" ? ends.From - 1 : ends.To);
        }

        members.End();
        return from > to ? new Query.Nothing() : new Query.Between(field.Name!, from, to);
    }

    public Query Equal(OrchardField field, Given given, string path) =>
        Ends(given, path) is { } ends ? new Query.Between(field.Name!, ends.From, ends.To) : new Query.Nothing();

    /// <summary>First and last microsecond of what is written; null while it is open, or with a finding.</summary>
    private (long From, long To)? Ends(Given given, string path)
    {
        if (given.IsOpen)
            return null;
        if (ColumnConditions.Days(given.Text) is { } days)
            return days;
        if (Moved(given.Text) is { } moved)
            return moved;
        if (given.Text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(given.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return (IndexDocument.Microseconds(instant), IndexDocument.Microseconds(instant));
        reading.Fault(path, new Refusal("« {0} » n’est pas une date comprise ici : 2026-03-15, 2026-03-15T08:00:00Z, now, now-30d, now/d.", given.Text));
        return null;
    }

    private (long From, long To)? Moved(string text)
    {
        if (Now().Match(text) is not { Success: true } now)
            return null;
        try
        {
            var at = now.Groups["move"].Captures.Aggregate(ParisTime.At(reading.Now).DateTime, (at, move) => Move(at, move.Value));
            return now.Groups["cut"].Value switch
            {
                "y" => ColumnConditions.Days(at.ToString("yyyy", CultureInfo.InvariantCulture)),
                "M" => ColumnConditions.Days(at.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
                "d" => ColumnConditions.Days(at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                _ => (Instant(at), Instant(at)),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static long Instant(DateTime clock) => IndexDocument.Microseconds(ParisTime.From(clock));

    private static DateTime Move(DateTime at, string move)
    {
        var count = int.Parse(move[..^1], CultureInfo.InvariantCulture);
        return move[^1] switch
        {
            'y' => at.AddYears(count),
            'M' => at.AddMonths(count),
            'w' => at.AddDays(7 * count),
            'd' => at.AddDays(count),
            'h' or 'H' => at.AddHours(count),
            'm' => at.AddMinutes(count),
            _ => at.AddSeconds(count),
        };
    }

    [GeneratedRegex(@"^now(?<move>[+-][0-9]{1,6}[yMwdhHms]){0,5}(/(?<cut>[yMd]))?\z")]
    private static partial Regex Now();
}
