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

    public IReadOnlyList<Trade> Trades => lists.All;

    public bool HasOwn => Tenant.Settings<TradeSettings>(TradeSettings.Group).Lines.Count > 0;

    public IActionResult OnGet(string? metier)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        if (lists.Find(metier) is { } trade)
            (Key, Name, Words, Codes) = (trade.Key, trade.Name, string.Join('\n', trade.Words), string.Join(' ', trade.CpvPrefixes));
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        var (trade, refusals) = Read();
        if (refusals.Count > 0)
            return Refused(refusals);
        var isKnown = Trades.Any(t => t.Key == trade.Key);
        await SaveAsync(isKnown ? Trades.Select(t => t.Key == trade.Key ? trade : t) : Trades.Append(trade), "procurement.trade-saved", trade, stop);
        TempData.Say(T["Le métier « {0} » est enregistré.", trade.Name]);
        return Redirect("/admin/metiers");
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault || lists.Find(Key) is not { } removed)
            return NotFound();
        if (Trades.Count == 1)
            return Refused(new Refusal("C’est le dernier métier : sans lui, ceux d’origine reviendraient."));
        await SaveAsync(Trades.Where(t => t.Key != Key), "procurement.trade-removed", removed, stop);
        TempData.Say(T["Le métier « {0} » est retiré.", removed.Name]);
        return Redirect("/admin/metiers");
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        await SaveAsync([], "procurement.trades-reset", new { }, stop);
        TempData.Say(T["Les métiers d’origine sont rétablis."]);
        return Redirect("/admin/metiers");
    }

    private Task SaveAsync(IEnumerable<Trade> trades, string act, object payload, CancellationToken stop)
    {
        var settings = new TradeSettings { Lines = [.. trades.Select(TradeLine.Of)] };
        return db.TransactAsync(async () =>
        {
            await register.ChangeSettingsAsync(Tenant.Id, new JsonObject { [TradeSettings.Group] = JsonSerializer.SerializeToNode(settings) }, db, stop);
            journal.Append(act, "tenant", Tenant.Name, payload);
            await db.SaveChangesAsync(stop);
        }, stop);
    }

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
