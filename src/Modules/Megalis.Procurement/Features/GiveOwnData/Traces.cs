using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.GiveOwnData;

/// <summary>
/// What one person left with one buyer. A retrait or a question made without an account counts as theirs when it bears
/// their address and they proved that the address is theirs: else anybody could ask for another's.
/// </summary>
internal sealed class Traces(TenantScope scope, AccountCard person)
{
    private readonly MegalisDb _db = scope.Db;
    private readonly string _id = person.Id;
    private readonly string _email = person.EmailConfirmed ? Folded.Of(person.Email) : "";

    private IQueryable<Retrait> Retraits => _db.Set<Retrait>().Where(r => r.AccountId == _id || (_email != "" && r.AccountId == "" && r.EmailFolded == _email));

    public async Task ExportAsync(JsonObject into, CancellationToken stop)
    {
        var plis = await _db.Set<Pli>().AsNoTracking().Include(p => p.Files).Where(p => p.AccountId == _id).OrderBy(p => p.ReceivedAt).ToListAsync(stop);
        var retraits = await Retraits.AsNoTracking().OrderBy(r => r.At).ToListAsync(stop);
        var questions = (await QuestionsAsync(stop)).OrderBy(q => q.AskedAt).ToList();
        var depots = await _db.Set<Depot>().AsNoTracking().Include(d => d.Files).Where(d => d.AccountId == _id).OrderBy(d => d.StartedAt).ToListAsync(stop);
        var acts = await _db.Set<ConsultationFact>().AsNoTracking().Where(f => f.By == _id).OrderBy(f => f.At).ToListAsync(stop);
        string[] ids = [.. plis.Select(p => p.ConsultationId), .. retraits.Select(r => r.ConsultationId), .. questions.Select(q => q.ConsultationId), .. depots.Select(d => d.ConsultationId), .. acts.Select(a => a.ConsultationId)];
        var references = await _db.Set<Consultation>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Reference, stop);
        string? Of(string consultation) => references.GetValueOrDefault(consultation);
        Add(into, "depots", plis.Select(p => PliJson(p, Of(p.ConsultationId))));
        Add(into, "retraits", retraits.Select(r => new JsonObject { ["consultation"] = Of(r.ConsultationId), ["le"] = Text(r.At), ["document"] = r.What, ["nom"] = r.Name, ["adresse"] = r.Email, ["entreprise"] = r.Entreprise }));
        Add(into, "questions", questions.Select(q => new JsonObject { ["consultation"] = Of(q.ConsultationId), ["le"] = Text(q.AskedAt), ["texte"] = q.Text, ["nom"] = q.Name, ["adresse"] = q.Email, ["entreprise"] = q.Entreprise, ["reponse"] = q.Answer }));
        Add(into, "depotsEnPreparation", depots.Select(d => new JsonObject { ["consultation"] = Of(d.ConsultationId), ["le"] = Text(d.StartedAt), ["fichiers"] = Files(d.InOrder.Select(f => (f.DisplayName, f.Length, f.Sha256))) }));
        Add(into, "actes", acts.Select(a => new JsonObject { ["consultation"] = Of(a.ConsultationId), ["le"] = Text(a.At), ["acte"] = a.Kind.ToString(), ["nom"] = a.ByName }));
    }

    /// <summary>Whether this person acted here for the buyer.</summary>
    public async Task<bool> HasActsAsync(CancellationToken stop) =>
        await _db.Set<ConsultationFact>().AnyAsync(f => f.By == _id, stop) || await _db.Set<ConsultationChange>().AnyAsync(c => c.By == _id, stop) || await _db.Set<Presence>().AnyAsync(p => p.AccountId == _id, stop);

    /// <summary>
    /// Unfinished deposits go, and so do all further mails. Plis, the register of retraits, questions and acts are the file of the
    /// procedure: they stay as the law asks (CCP R. 2184-12; règlement (UE) 2016/679, article 17, 3, b).
    /// </summary>
    public async Task EraseAsync(DateTimeOffset now, CancellationToken stop)
    {
        foreach (var retrait in await Retraits.Where(r => r.StoppedAt == null).ToListAsync(stop))
            retrait.StoppedAt = now;
        foreach (var question in (await QuestionsAsync(stop)).Where(q => q.StoppedAt is null))
            question.StoppedAt = now;
        _db.RemoveRange(await _db.Set<Depot>().Include(d => d.Files).Where(d => d.AccountId == _id).ToListAsync(stop));
        await _db.SaveChangesAsync(stop);
    }

    private async Task<List<Question>> QuestionsAsync(CancellationToken stop)
    {
        // Addresses of questions have no folded column: those without an account are few, and compared here.
        var candidates = await _db.Set<Question>().Where(q => q.AccountId == _id || (_email != "" && q.AccountId == "" && q.Email != "")).ToListAsync(stop);
        return [.. candidates.Where(q => q.AccountId == _id || Folded.Of(q.Email) == _email)];
    }

    private static JsonObject PliJson(Pli pli, string? reference) => new()
    {
        ["consultation"] = reference,
        ["recuLe"] = Text(pli.ReceivedAt),
        ["horsDelai"] = pli.IsLate,
        ["nom"] = pli.DepositorName,
        ["adresse"] = pli.DepositorEmail,
        ["entreprise"] = pli.EntrepriseName,
        ["identifiant"] = pli.EntrepriseIdentifier,
        ["entreeDuJournal"] = pli.EntryId,
        ["fichiers"] = Files(pli.Files.OrderBy(f => f.Position).Select(f => (f.DisplayName, f.Length, f.Sha256))),
    };

    private static JsonArray Files(IEnumerable<(string Name, long Length, string Hash)> files) =>
        [.. files.Select(f => new JsonObject { ["nom"] = f.Name, ["octets"] = f.Length, ["sha256"] = f.Hash })];

    private static void Add(JsonObject into, string name, IEnumerable<JsonObject> rows)
    {
        foreach (var row in rows)
        {
            if (into[name] is not JsonArray array)
                into[name] = array = [];
            array.Add(row);
        }
    }

    private static string Text(DateTimeOffset instant) => instant.ToString("O", CultureInfo.InvariantCulture);
}
