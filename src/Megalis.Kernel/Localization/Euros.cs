using static Megalis.Kernel.Localization.FrenchTypography;

namespace Megalis.Kernel.Localization;

/// <summary>Amounts of money as people read them.</summary>
public static class Euros
{
    /// <summary>« 42 000 € », « 32 087,70 € »: cents only where there are some, and then both digits.</summary>
    /// <param name="amount">Euros.</param>
    public static string Text(decimal amount)
    {
        var cents = Math.Round(amount, 2, MidpointRounding.AwayFromZero);
        return cents.ToString(cents == decimal.Truncate(cents) ? "#,0" : "#,0.00", Texts.French) + NoBreakSpace + "€";
    }
}
