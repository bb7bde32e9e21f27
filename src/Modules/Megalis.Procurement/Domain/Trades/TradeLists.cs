using Megalis.Procurement.Contracts;

namespace Megalis.Procurement.Domain.Trades;

/// <summary>The trades that a first visit proposes.</summary>
internal sealed class TradeLists
{
    private static readonly Lazy<IReadOnlyList<Trade>> Loaded = new(Load);

    public static IReadOnlyList<Trade> BuiltIn => Loaded.Value;

    /// <summary>In the order in which they are proposed.</summary>
    public IReadOnlyList<Trade> All { get; } = BuiltIn;

    public Trade? Find(string? key) => All.FirstOrDefault(trade => trade.Key == key);

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
