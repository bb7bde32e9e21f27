using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>The two widths every page must work at.</summary>
public static class Screen
{
    public static ViewportSize Desk => new() { Width = 1280, Height = 900 };

    public static ViewportSize Phone => new() { Width = 360, Height = 740 };
}
