using Megalis.Kernel.Localization;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;

namespace Megalis.Workflows.Inbox;

/// <summary>How pages and mails say whose a task is and what was answered.</summary>
internal sealed class TaskWords(Texts t, Accounts accounts)
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Reads the names of all who appear in these tasks.</summary>
    public Task LoadAsync(IEnumerable<UserTask> tasks, CancellationToken stop) =>
        LoadAsync(tasks.SelectMany(task => (string[])[task.AccountId, task.EndedBy, task.Hold?.By ?? "", task.Hold?.FromAccount ?? ""]), stop);

    public async Task LoadAsync(IEnumerable<string> accountIds, CancellationToken stop)
    {
        var ids = accountIds.Where(id => id.Length > 0 && !_names.ContainsKey(id)).Distinct().ToList();
        if (ids.Count == 0)
            return;
        foreach (var (id, card) in await accounts.FindAsync(ids, stop))
            _names[id] = card.DisplayName;
    }

    public string Name(string accountId) => _names.GetValueOrDefault(accountId) is { Length: > 0 } name ? name : t["quelqu’un"];

    /// <summary>« pour vous », « pour le rôle Rédaction », « pour le groupe … », « pour Anne Le Goff ».</summary>
    public string For(UserTask task, TaskPerson person) =>
        task.AccountId.Length > 0 && task.AccountId == person.AccountId ? t["pour vous"] : Whose(task.AccountId, task.Role, task.Group);

    public string Whose(string accountId, string role, string group) => (accountId.Length, role.Length, group.Length) switch
    {
        ( > 0, _, _) => t["pour {0}", Name(accountId)],
        (_, > 0, > 0) => t["pour le rôle {0} ou le groupe {1}", Role(role), group],
        (_, > 0, _) => t["pour le rôle {0}", Role(role)],
        _ => t["pour le groupe {0}", group],
    };

    /// <summary>What it is about, where the title has not said it already.</summary>
    public static string About(UserTask task) => task.Title.Contains(task.About, StringComparison.Ordinal) ? "" : task.About;

    /// <summary>« Anne Le Goff », « le rôle Rédaction »: to whom a task goes when it is given back.</summary>
    public string Former(TaskHold hold) => hold.FromAccount.Length > 0
        ? Name(hold.FromAccount)
        : hold.FromRole.Length > 0 ? t["le rôle {0}", Role(hold.FromRole)] : t["le groupe {0}", hold.FromGroup];

    /// <summary>A line of a task's way, as a sentence.</summary>
    public string Step(TaskMoveRow move) => move.Kind switch
    {
        TaskMoveKind.HandedOn => t["{0} l’a confiée à {1}", Name(move.By), Name(move.ToAccount)],
        TaskMoveKind.Taken => t["{0} s’en est chargé", Name(move.By)],
        TaskMoveKind.GivenBack => move.By == move.FromAccount ? t["{0} l’a rendue", Name(move.By)] : t["{0} l’a reprise", Name(move.By)],
        TaskMoveKind.HolderLeft => t["Revenue d’elle-même : {0} ne travaille plus sur ce site", Name(move.FromAccount)],
        _ => t["Revenue d’elle-même : {0} n’a plus le rôle qu’il faut", Name(move.FromAccount)],
    };

    /// <summary>An outcome as people read it: Elsa's only port is no French word.</summary>
    public string Outcome(string outcome) => outcome == "Done" ? t["C’est fait"] : outcome;

    private string Role(string role) => t[Members.RoleLabel(role)];
}
