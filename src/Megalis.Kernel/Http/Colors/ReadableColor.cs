namespace Megalis.Kernel.Http.Colors;

/// <summary>Colours that come from elsewhere, made readable.</summary>
public static class ReadableColor
{
    /// <summary>The nearest shade in which text stands out 7:1 from white, <c>#rrggbb</c>; null when the text is no colour of that form (the « # » may be missing).</summary>
    public static string? OnWhite(string? color) =>
        Rgb.Parse('#' + (color ?? "").Trim().TrimStart('#').ToLowerInvariant()) is { } rgb ? rgb.Toward(Rgb.Black, 7, Rgb.White).ToString() : null;
}
