using System.Globalization;
using System.Text.RegularExpressions;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.LoadConsultations;

/// <summary>
/// « +12d12h »: in twelve days at noon in Paris; « -3d9h30 »: three days ago at half past nine. An example that is loaded
/// on a Saturday must not end on a Sunday: a day to come is moved to the next worked one.
/// </summary>
internal static partial class RelativeInstant
{
    private const int Noon = 12;

    public static DateTimeOffset? Read(string? text, DateTimeOffset now)
    {
        var match = Form().Match(text ?? "");
        if (!match.Success)
            return null;
        var days = int.Parse(match.Groups["days"].Value, CultureInfo.InvariantCulture);
        var hour = Number(match.Groups["hour"], Noon);
        var minute = Number(match.Groups["minute"], 0);
        if (hour > 23 || minute > 59)
            return null;
        var day = DateOnly.FromDateTime(ParisTime.At(now).DateTime).AddDays(days);
        return ParisTime.From((days > 0 ? FrenchHolidays.WorkingDayFrom(day) : day).ToDateTime(new TimeOnly(hour, minute)));
    }

    private static int Number(Group group, int missing) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : missing;

    [GeneratedRegex(@"^(?<days>[+-]\d{1,4})d(?:(?<hour>\d{1,2})h(?<minute>\d{2})?)?$")]
    private static partial Regex Form();
}
