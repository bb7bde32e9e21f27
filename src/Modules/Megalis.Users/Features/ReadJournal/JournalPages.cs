using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>What a person typed above the list.</summary>
internal sealed record JournalFilter(string? Act, string? Person, string? Tenant, DateOnly? From, DateOnly? To);

/// <summary>An entry in words.</summary>
/// <param name="Subject">« Consultation 2026-KER-0001 – Toiture de l’école ».</param>
/// <param name="Tenant">Whose it is; empty for the host.</param>
internal sealed record JournalShown(JournalEntry Entry, int TenantId, string Act, string Person, string Subject, string Tenant);

/// <summary>The journal in people's words: the modules give the words, the accounts their names.</summary>
internal sealed class JournalPages(MegalisDb db, Accounts accounts, TenantStore tenants, Contributions contributions, IServiceProvider services, Texts texts)
{
    public const int Size = 50;

    /// <summary>Lines of an export: what a spreadsheet opens and a request holds.</summary>
    public const int MostExported = 20_000;

    private const int MostMatches = 500;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<IJournalWords> _words = [.. contributions.All<IJournalWords>(services).Select(c => c.Instance)];

    /// <summary>Every act that a module may write, whether or not it ever did: the choice of a filter tells nothing.</summary>
    public IEnumerable<KeyValuePair<string, string>> Acts => _words.SelectMany(w => w.Acts).OrderBy(a => Folded.Of(a.Value), StringComparer.Ordinal);

    public async Task<JournalQuery> QueryAsync(JournalFilter filter, CancellationToken stop) => new()
    {
        Act = string.IsNullOrWhiteSpace(filter.Act) ? null : filter.Act,
        Actors = string.IsNullOrWhiteSpace(filter.Person) ? null : await ActorsAsync(filter.Person, stop),
        TenantIds = string.IsNullOrWhiteSpace(filter.Tenant) ? null : TenantsOf(filter.Tenant),
        From = filter.From is { } from ? ParisTime.From(from.ToDateTime(TimeOnly.MinValue)) : null,
        Before = filter.To is { } to && to < DateOnly.MaxValue ? ParisTime.From(to.AddDays(1).ToDateTime(TimeOnly.MinValue)) : null,
    };

    public async Task<IReadOnlyList<JournalShown>> ShowAsync(IReadOnlyList<JournalLine> lines, CancellationToken stop)
    {
        var people = await accounts.FindAsync([.. lines.Select(l => l.Entry.Actor).Distinct()], stop);
        var subjects = new Dictionary<(string Kind, string Id), string>();
        foreach (var kind in lines.GroupBy(l => l.Entry.SubjectKind, l => l.Entry.SubjectId))
            if (_words.FirstOrDefault(w => w.Subjects.ContainsKey(kind.Key)) is { } words)
                foreach (var (id, name) in await words.NamesAsync(kind.Key, [.. kind.Distinct()], stop))
                    subjects[(kind.Key, id)] = name;
        return [.. lines.Select(line => new JournalShown(
            line.Entry, line.TenantId, ActText(line.Entry.Act), Person(line.Entry.Actor, people),
            $"{KindText(line.Entry.SubjectKind)} {subjects.GetValueOrDefault((line.Entry.SubjectKind, line.Entry.SubjectId), line.Entry.SubjectId)}".TrimEnd(),
            tenants.Find(line.TenantId)?.DisplayName ?? ""))];
    }

    public static string PayloadText(JsonElement payload) => JsonSerializer.Serialize(payload, Readable);

    /// <summary>« 12 345 ».</summary>
    public static string Number(long value) => value.ToString("N0", System.Globalization.CultureInfo.GetCultureInfo("fr-FR"));

    private string ActText(string act) => texts[_words.Select(w => w.Acts.GetValueOrDefault(act)).FirstOrDefault(t => t is not null) ?? act];

    private string KindText(string kind) => texts[_words.Select(w => w.Subjects.GetValueOrDefault(kind)).FirstOrDefault(t => t is not null) ?? kind];

    private string Person(string actor, IReadOnlyDictionary<string, AccountCard> people) => actor switch
    {
        Journal.SystemActor => texts["La plateforme"],
        _ when people.TryGetValue(actor, out var card) => card.DisplayName,
        { Length: < 26 } => texts["Une personne sans compte"],
        _ => texts["Compte inconnu"],
    };

    private async Task<IReadOnlyCollection<string>> ActorsAsync(string person, CancellationToken stop)
    {
        var words = Folded.Of(person).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var matching = db.Set<Account>().AsNoTracking();
        foreach (var word in words)
            matching = matching.Where(a => a.DisplayNameFolded.Contains(word) || a.EmailFolded.Contains(word) || a.Id == person.Trim());
        var ids = await matching.OrderBy(a => a.Id).Take(MostMatches).Select(a => a.Id).ToListAsync(stop);
        if (words.All(w => Folded.Of(texts["La plateforme"]).Contains(w, StringComparison.Ordinal)))
            ids.Add(Journal.SystemActor);
        return ids;
    }

    private List<int> TenantsOf(string name)
    {
        var words = Folded.Of(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. tenants.All.Where(t => words.All(w => Folded.Of(t.DisplayName).Contains(w, StringComparison.Ordinal))).Take(MostMatches).Select(t => t.Id)];
    }
}
