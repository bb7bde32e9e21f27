using System.Globalization;
using Megalis.Kernel.Localization;

namespace Megalis.News.Domain;

internal static class FrenchNumber
{
    /// <summary>« 4 509 », with a narrow space that never breaks.</summary>
    public static string Text(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', FrenchTypography.NarrowSpace);
}
