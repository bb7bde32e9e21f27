using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;

namespace Megalis.Procurement.Domain.Trades;

/// <summary>The group « Trades » of the portal's settings: the trades as an administrator left them; empty, those of the product serve.</summary>
internal sealed class TradeSettings
{
    public const string Group = "Trades";

    public List<TradeLine> Lines { get; set; } = [];

    /// <summary>The trades that these settings of the portal mean.</summary>
    public static IReadOnlyList<Trade> Of(JsonObject settings) =>
        settings[Group] is { } node && node.Deserialize<TradeSettings>() is { } own ? own.Trades() : TradeLists.BuiltIn;

    public IReadOnlyList<Trade> Trades() => Lines.Count == 0 ? TradeLists.BuiltIn : [.. Lines.Select(line => line.ToTrade())];
}

/// <summary>A trade as the settings keep it.</summary>
internal sealed class TradeLine
{
    public string Key { get; set; } = "";
    public string Name { get; set; } = "";
    public List<string> Words { get; set; } = [];
    public List<string> Codes { get; set; } = [];

    public Trade ToTrade() => new(Key, Name, Words, Codes);

    public static TradeLine Of(Trade trade) => new() { Key = trade.Key, Name = trade.Name, Words = [.. trade.Words], Codes = [.. trade.CpvPrefixes] };
}

/// <summary>The trades that a first visit proposes: the portal's, on every node as soon as its settings change.</summary>
internal sealed class TradeLists(TenantStore tenants)
{
    private static readonly Lazy<IReadOnlyList<Trade>> Loaded = new(Load);
    private volatile Kept _kept = new(-1, []);

    public static IReadOnlyList<Trade> BuiltIn => Loaded.Value;

    /// <summary>In the order in which they are proposed.</summary>
    public IReadOnlyList<Trade> All
    {
        get
        {
            if (!tenants.IsSetUp)
                return BuiltIn;
            var portal = tenants.Default;
            var kept = _kept;
            if (kept.Version == portal.Version)
                return kept.Trades;
            var trades = portal.Settings<TradeSettings>(TradeSettings.Group).Trades();
            _kept = new Kept(portal.Version, trades);
            return trades;
        }
    }

    public Trade? Find(string? key) => string.IsNullOrEmpty(key) ? null : All.FirstOrDefault(trade => trade.Key == key);

    /// <summary>The trades that have one of these codes, those with the most of them first.</summary>
    public IReadOnlyList<Trade> OfCodes(IReadOnlyCollection<string> codes) =>
    [
        .. from trade in All
           let count = codes.Count(code => trade.CpvPrefixes.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal)))
           where count > 0
           orderby count descending
           select trade,
    ];

    private sealed record Kept(long Version, IReadOnlyList<Trade> Trades);

    private static List<Trade> Load()
    {
        using var stream = typeof(TradeLists).Assembly.GetManifestResourceStream("Megalis.Procurement.trades.csv")
            ?? throw new InvalidOperationException("The list of trades is missing from Megalis.Procurement.");
        using var reader = new StreamReader(stream);
        var trades = new List<Trade>();
        while (reader.ReadLine() is { } line)
            if (line.Split(';') is [var key, var name, var words, var codes])
                trades.Add(new Trade(key, name, Cells(words), Cells(codes)));
        return trades;
    }

    private static string[] Cells(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
