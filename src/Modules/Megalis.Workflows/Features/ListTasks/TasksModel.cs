using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ListTasks;

/// <summary>« Mes tâches »: what waits for me, for my roles, for my groups.</summary>
[Feature("Megalis.Workflows")]
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class TasksModel(TaskReader tasks, CurrentTaskPerson current, TaskWords words, TimeProvider clock) : MegalisPage
{
    public const int Size = 20;
    private const int Exported = 5_000;

    /// <summary>In the address; the first one is what one sees without any.</summary>
    private static readonly (string Key, TaskShelf Shelf, string Label)[] Shelves =
    [
        ("", TaskShelf.Open, "À faire"), ("moi", TaskShelf.Mine, "À moi"), ("roles", TaskShelf.Roles, "À mes rôles"), ("retard", TaskShelf.Late, "En retard"),
        ("faites", TaskShelf.Done, "Faites par moi"), ("confiees", TaskShelf.HandedOn, "Confiées"), ("toutes", TaskShelf.Everybody, "De tous"),
    ];

    [BindProperty(SupportsGet = true)]
    public string? Liste { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    /// <summary>The task that was answered a moment ago.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Fait { get; set; }

    public IReadOnlyList<UserTask> Tasks { get; private set; } = [];
    public int Total { get; private set; }
    public TaskPerson Person { get; private set; } = null!;

    /// <summary>The answer has not reached its workflow yet: what follows may come at any moment.</summary>
    public bool IsOnItsWay { get; private set; }

    public TaskWords Words => words;
    public DateTimeOffset Now => clock.GetUtcNow();
    public TaskShelf Shelf => Shelves.FirstOrDefault(s => s.Key == (Liste ?? "")).Shelf;
    public IEnumerable<(string Key, TaskShelf Shelf, string Label)> Tabs => Shelves.Where(s => s.Shelf != TaskShelf.Everybody || Person.MayDoAll);

    public async Task OnGetAsync(CancellationToken stop)
    {
        Q = (Q ?? "").Trim();
        P = Math.Clamp(P, 1, 10_000);
        Person = await current.GetAsync(stop);
        (Tasks, Total) = await tasks.ListAsync(Person, Shelf, Q, P, Size, stop);
        await words.LoadAsync(Tasks, stop);
        IsOnItsWay = Fait is { Length: > 0 } done && await tasks.FindAsync(done, Person, stop) is not null && await tasks.IsOnItsWayAsync(done, stop);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        Person = await current.GetAsync(stop);
        var (rows, _) = await tasks.ListAsync(Person, Shelf, (Q ?? "").Trim(), 1, Exported, stop);
        await words.LoadAsync(rows, stop);
        var text = new StringBuilder(Csv.Beginning).Append(Csv.Line("Tâche", "À propos de", "Pour", "Depuis", "À faire avant", "Réponse", "Répondu le", "Commentaire"));
        foreach (var task in rows)
            text.Append(Csv.Line(task.Title, task.About, words.For(task, Person), task.CreatedAt, task.Due, words.Outcome(task.Outcome), task.EndedAt, task.Comment));
        return File(Encoding.UTF8.GetBytes(text.ToString()), Csv.ContentType, "mes-taches.csv");
    }

    /// <summary>The same list with another choice.</summary>
    public string Address(string key) => "/taches" + new QueryString().Add("liste", key).Add("q", Q ?? "");
}
