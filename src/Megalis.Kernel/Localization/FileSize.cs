using System.Globalization;
using static Megalis.Kernel.Localization.FrenchTypography;

namespace Megalis.Kernel.Localization;

/// <summary>Sizes of files in the decimal units that people's own computers show: o, ko, Mo, Go, To.</summary>
public static class FileSize
{
    private static readonly string[] Units = ["o", "ko", "Mo", "Go", "To"];
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>« 812 o », « 14 ko », « 1,4 Mo »: one decimal below ten, none above.</summary>
    /// <param name="bytes">Zero or more.</param>
    public static string Text(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var unit = 0;
        var size = (decimal)bytes;
        // 999.5 ko would be written « 1 000 ko »: rounding first, so that it reads « 1 Mo ».
        while (unit < Units.Length - 1 && Rounded(size, unit) >= 1000)
        {
            size /= 1000;
            unit++;
        }

        return $"{Rounded(size, unit).ToString("0.#", French)}{NarrowSpace}{Units[unit]}";
    }

    private static decimal Rounded(decimal size, int unit) =>
        Math.Round(size, unit > 0 && size < 9.95m ? 1 : 0, MidpointRounding.AwayFromZero);
}
