namespace Megalis.Kernel.Localization;

/// <summary>The spaces that French typography asks for.</summary>
public static class FrenchTypography
{
    /// <summary>U+202F, narrow and never broken: before a unit, inside « 12 h 00 », between thousands, before ; ! ?</summary>
    public const char NarrowSpace = '\u202f';

    /// <summary>U+00A0, never broken: inside a date, before a colon, inside guillemets.</summary>
    public const char NoBreakSpace = '\u00a0';
}
