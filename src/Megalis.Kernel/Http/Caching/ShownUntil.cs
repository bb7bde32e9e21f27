using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Http;

/// <summary>Until when an answer stays true while nothing changes but the clock: a deadline passes, « encore 3 jours » becomes two.</summary>
public static class ShownUntil
{
    private static readonly object Key = new();

    /// <summary>From <paramref name="instant"/> on this answer would read otherwise. Of several instants the first counts.</summary>
    public static void ChangesAt(this HttpContext http, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (instant < Of(http))
            http.Items[Key] = instant;
    }

    internal static DateTimeOffset Of(HttpContext http) => http.Items.TryGetValue(Key, out var known) ? (DateTimeOffset)known! : DateTimeOffset.MaxValue;
}
