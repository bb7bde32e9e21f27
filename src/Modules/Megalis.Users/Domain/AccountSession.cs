namespace Megalis.Users.Domain;

/// <summary>A browser that is signed in on one host. The ticket in its cookie names this row; without the row it is worth nothing.</summary>
internal sealed class AccountSession
{
    /// <summary>However busy, a session ends after this; the ticket itself ends after 12 hours without a request.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public const int MaxUserAgent = 300;

    public string Id { get; init; } = "";
    public string AccountId { get; init; } = "";
    public int TenantId { get; init; }

    /// <summary>The portal's session from which this one was handed over: it ends with it. Null on the portal.</summary>
    public string? ParentId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
    public string Address { get; init; } = "";
    public string UserAgent { get; init; } = "";
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>« Firefox sur Windows », from what the browser says of itself; it may say anything.</summary>
    public static string Describe(string userAgent)
    {
        string? Known(params (string Word, string Name)[] words) =>
            words.Where(w => userAgent.Contains(w.Word, StringComparison.Ordinal)).Select(w => w.Name).FirstOrDefault();
        var browser = Known(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"));
        var system = Known(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"));
        return (browser, system) switch
        {
            (null, null) => "Navigateur inconnu",
            (null, _) => system!,
            (_, null) => browser!,
            _ => $"{browser} sur {system}",
        };
    }
}
