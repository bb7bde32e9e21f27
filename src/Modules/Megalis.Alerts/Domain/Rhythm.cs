using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Alerts.Domain;

/// <summary>How soon a person wants to hear.</summary>
internal enum Rhythm
{
    /// <summary>With each publication.</summary>
    Immediate,

    /// <summary>Every morning.</summary>
    Daily,

    /// <summary>On Monday morning.</summary>
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
    public static IReadOnlyList<SelectListItem> All(Texts texts) =>
    [
        new(texts["Tout de suite, à chaque publication"], nameof(Rhythm.Immediate)),
        new(texts["Une fois par jour, à 7 heures"], nameof(Rhythm.Daily)),
        new(texts["Une fois par semaine, le lundi à 7 heures"], nameof(Rhythm.Weekly)),
    ];
}
