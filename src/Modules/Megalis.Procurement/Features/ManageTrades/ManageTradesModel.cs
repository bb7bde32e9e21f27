using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Trades;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ManageTrades;

/// <summary>The trades of the first visit, on the portal: one list for the whole region.</summary>
[RequirePermission(ProcurementPermissions.Trades)]
internal sealed partial class ManageTradesModel(MegalisDb db, TenantRegister register, Journal journal, TradeLists lists) : MegalisPage
{
    private const int LongestName = 80;
    private const int LongestWord = 60;
    private const int MostTrades = 200;

    [BindProperty]
    public string? Key { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? Codes { get; set; }

    /// <summary>The trade as it was when its form was shown; empty for a new one.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public IReadOnlyList<Trade> Trades => lists.All;

    public bool HasOwn => Tenant.Settings<TradeSettings>(TradeSettings.Group).Lines.Count > 0;

    public IActionResult OnGet(string? metier)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        if (lists.Find(metier) is { } trade)
            (Key, Name, Words, Codes, Seen) = (trade.Key, trade.Name, string.Join('\n', trade.Words), string.Join(' ', trade.CpvPrefixes), MarkOf(trade));
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        var (trade, refusals) = Read();
        if (refusals.Count > 0)
            return Refused(refusals);
        if (await ChangeAsync(trades => With(trades, trade), "procurement.trade-saved", trade, stop) is { } refusal)
            return Refused(refusal);
        TempData.Say(T["Le métier « {0} » est enregistré.", trade.Name]);
        return Redirect("/admin/metiers");
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault || lists.Find(Key) is not { } removed)
            return NotFound();
        if (await ChangeAsync(trades => Without(trades, removed.Key), "procurement.trade-removed", removed, stop) is { } refusal)
            return Refused(refusal);
        TempData.Say(T["Le métier « {0} » est retiré.", removed.Name]);
        return Redirect("/admin/metiers");
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        await ChangeAsync(_ => ([], null), "procurement.trades-reset", new { }, stop);
        TempData.Say(T["Les métiers d’origine sont rétablis."]);
        return Redirect("/admin/metiers");
    }

    /// <summary>A trade that somebody changed or removed since its form was shown is not written over.</summary>
    private (IReadOnlyList<Trade> Trades, Refusal? Refusal) With(IReadOnlyList<Trade> trades, Trade trade)
    {
        var isNew = string.IsNullOrEmpty(Seen);
        if (isNew && trades.All(t => t.Key != trade.Key))
            return ([.. trades, trade], null);
        if (trades.FirstOrDefault(t => t.Key == trade.Key) is not { } current || isNew)
            return ([], new Refusal("Ce métier vient d’être retiré ou ajouté par un collègue : relisez la liste."));
        if (MarkOf(current) != Seen)
            return ([], new Refusal("Un collègue vient de changer ce métier. Il contient maintenant : {0} ; {1} ; {2}. Rouvrez-le pour partir de là.",
                current.Name, string.Join(", ", current.Words), string.Join(' ', current.CpvPrefixes)));
        return ([.. trades.Select(t => t.Key == trade.Key ? trade : t)], null);
    }

    private static (IReadOnlyList<Trade> Trades, Refusal? Refusal) Without(IReadOnlyList<Trade> trades, string key) => trades.Count == 1
        ? ([], new Refusal("C’est le dernier métier : sans lui, ceux d’origine reviendraient."))
        : ([.. trades.Where(t => t.Key != key)], null);

    /// <param name="change">From the list as it is at that instant; with a refusal, nothing is changed.</param>
    private async Task<Refusal?> ChangeAsync(Func<IReadOnlyList<Trade>, (IReadOnlyList<Trade> Trades, Refusal? Refusal)> change, string act, object payload, CancellationToken stop)
    {
        Refusal? refusal = null;
        await db.TransactAsync(async () =>
        {
            await register.ChangeSettingsAsync(Tenant.Id, all =>
            {
                (var trades, refusal) = change(TradeSettings.Of(all));
                return refusal is not null ? null : new JsonObject { [TradeSettings.Group] = JsonSerializer.SerializeToNode(new TradeSettings { Lines = [.. trades.Select(TradeLine.Of)] }) };
            }, db, stop);
            if (refusal is null)
                journal.Append(act, "tenant", Tenant.Name, payload);
            await db.SaveChangesAsync(stop);
        }, stop);
        return refusal;
    }

    private static string MarkOf(Trade trade) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(TradeLine.Of(trade))))[..16];

    private (Trade Trade, List<Refusal> Refusals) Read()
    {
        var words = (Words ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        var typed = (Codes ?? "").Split([' ', ',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var codes = typed.Select(code => Cpv.TryParsePrefix(code, out var prefix) ? prefix : "").Where(prefix => prefix.Length > 0).Distinct().ToList();
        var name = (Name ?? "").Trim();
        var refusals = new List<Refusal>();
        if (name.Length is 0 or > LongestName)
            refusals.Add(new Refusal("Nommez le métier, en {0} caractères au plus.", LongestName).On("Name"));
        if (words.Count > Trade.MostWords || words.Exists(word => word.Length > LongestWord))
            refusals.Add(new Refusal("{0} mots au plus, de {1} caractères au plus chacun.", Trade.MostWords, LongestWord).On("Words"));
        if (codes.Count < typed.Distinct().Count() || codes.Count > Trade.MostCodes)
            refusals.Add(new Refusal("Chaque code a deux à huit chiffres, par exemple 45261 ; {0} au plus.", Trade.MostCodes).On("Codes"));
        if (words.Count + typed.Length == 0)
            refusals.Add(new Refusal("Donnez au moins un mot ou un code : sans eux, le métier ne trouverait rien.").On("Words"));
        if (lists.Find(Key) is null && Trades.Count >= MostTrades)
            refusals.Add(new Refusal("Il y a déjà {0} métiers : retirez-en un d’abord.", MostTrades).On("Name"));
        return (new Trade(lists.Find(Key)?.Key ?? NewKey(name), name, words, codes), refusals);
    }

    /// <summary>From the name; addresses and saved searches keep it whatever the name becomes.</summary>
    private string NewKey(string name)
    {
        var root = NotOfKeys().Replace(Folded.Of(name), "-").Trim('-') is { Length: > 0 } letters ? letters : "metier";
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? root : $"{root}-{n}").First(key => Trades.All(t => t.Key != key));
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfKeys();
}
