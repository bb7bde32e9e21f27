using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Alerts.Domain;

/// <summary>How soon a person wants to hear.</summary>
internal enum Rhythm
{
    /// <summary>With each publication.</summary>
    Immediate,

    /// <summary>Every day, at the hour of digests.</summary>
    Daily,

    /// <summary>On Monday, at that hour.</summary>
    Weekly,
}

internal static class RhythmWords
{
    /// <summary>In a list: « tout de suite ».</summary>
    public static string Short(this Rhythm rhythm) => rhythm switch
    {
        Rhythm.Immediate => "tout de suite",
        Rhythm.Daily => "chaque jour",
        _ => "chaque lundi",
    };
}

/// <summary>The rhythms as a form offers them.</summary>
internal static class RhythmChoices
{
    /// <param name="hour">At which digests leave, in Paris (<see cref="AlertOptions.DigestHour"/>).</param>
    public static IReadOnlyList<SelectListItem> All(Texts texts, int hour)
    {
        var at = hour switch { 0 => texts["minuit"], 1 => texts["1 heure"], _ => texts["{0} heures", hour] };
        return
        [
            new(texts["Tout de suite, à chaque publication"], nameof(Rhythm.Immediate)),
            new(texts["Une fois par jour, à {0}", at], nameof(Rhythm.Daily)),
            new(texts["Une fois par semaine, le lundi à {0}", at], nameof(Rhythm.Weekly)),
        ];
    }
}
