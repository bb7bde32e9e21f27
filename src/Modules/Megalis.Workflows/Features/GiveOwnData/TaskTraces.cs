using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Features.GiveOwnData;

/// <summary>What one person did and was asked in the circuits of one tenant. Names of colleagues are theirs, and not in it.</summary>
internal sealed class TaskTraces(TenantScope scope, string account)
{
    private const string Erased = "effacement demandé par la personne (règlement (UE) 2016/679, article 17)";

    private readonly MegalisDb _db = scope.Db;

    public async Task<JsonObject> ExportAsync(string site, CancellationToken stop)
    {
        var part = new JsonObject { ["site"] = site };
        Add(part, "demandees", await TasksAsync(stop));
        Add(part, "confieesOuPrises", await MovesAsync(stop));
        Add(part, "circuitsCommences", (await _db.Set<InstanceRow>().AsNoTracking().Where(i => i.StartedBy == account).OrderBy(i => i.StartedAt).Select(i => new { i.Title, i.StartedAt }).ToListAsync(stop))
            .Select(i => new JsonObject { ["circuit"] = i.Title, ["le"] = Text(i.StartedAt) }));
        Add(part, "incidentsResolus", (await _db.Set<IncidentRow>().AsNoTracking().Where(i => i.ResolvedBy == account).OrderBy(i => i.At).ToListAsync(stop))
            .Select(i => new JsonObject { ["incident"] = i.Message, ["le"] = Text(i.ResolvedAt), ["decision"] = i.Resolution, ["motif"] = i.Proof }));
        return part;
    }

    /// <summary>What they have goes back to whose it was; their words to colleagues go, here and in the journal, whose entries stay.</summary>
    public async Task EraseAsync(CancellationToken stop)
    {
        await scope.Services.GetRequiredService<TaskReturns>().PutBackAsync(account, hasLeft: true, stop);
        var moves = await _db.Set<TaskMoveRow>().Where(m => m.By == account).ToListAsync(stop);
        foreach (var move in moves)
            move.Comment = "";
        await _db.SaveChangesAsync(stop);
        var journal = scope.Services.GetRequiredService<Journal>();
        foreach (var task in moves.Select(m => m.TaskId).Distinct())
            foreach (var act in (string[])["task.handed-on", "task.given-back"])
                foreach (var entry in await journal.ByAsync(UserTasks.JournalKind, task, act, account, stop))
                    await journal.EraseAsync(entry.EntryId, Erased, stop);
    }

    private async Task<IEnumerable<JsonObject>> TasksAsync(CancellationToken stop)
    {
        var rows = await (from t in _db.Set<TaskRow>().AsNoTracking()
                          join i in _db.Set<InstanceRow>() on t.InstanceId equals i.Id
                          where t.AccountId == account || t.EndedBy == account
                          orderby t.CreatedAt, t.Id
                          select new { Task = t, i.Title }).ToListAsync(stop);
        return rows.Select(r => new JsonObject
        {
            ["tache"] = r.Task.Title,
            ["aPropos"] = r.Title,
            ["demandeeLe"] = Text(r.Task.CreatedAt),
            ["aFaireAvant"] = Text(r.Task.Due),
            ["reponse"] = r.Task.EndedBy == account ? r.Task.Outcome : null,
            ["motif"] = r.Task.EndedBy == account ? r.Task.Comment : null,
            ["reponduLe"] = r.Task.EndedBy == account ? Text(r.Task.EndedAt) : null,
        });
    }

    private async Task<IEnumerable<JsonObject>> MovesAsync(CancellationToken stop)
    {
        var rows = await (from m in _db.Set<TaskMoveRow>().AsNoTracking()
                          join t in _db.Set<TaskRow>() on m.TaskId equals t.Id
                          where m.By == account
                          orderby m.At, m.TaskId, m.Number
                          select new { Move = m, t.Title }).ToListAsync(stop);
        return rows.Select(r => new JsonObject { ["tache"] = r.Title, ["geste"] = Word(r.Move.Kind), ["le"] = Text(r.Move.At), ["motif"] = r.Move.Comment });
    }

    private static string Word(TaskMoveKind kind) => kind switch
    {
        TaskMoveKind.HandedOn => "confiée",
        TaskMoveKind.Taken => "prise",
        _ => "rendue ou reprise",
    };

    private static void Add(JsonObject into, string name, IEnumerable<JsonObject> rows)
    {
        var array = new JsonArray([.. rows]);
        if (array.Count > 0)
            into[name] = array;
    }

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture);
}
