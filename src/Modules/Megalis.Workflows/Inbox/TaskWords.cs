using Megalis.Kernel.Localization;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;

namespace Megalis.Workflows.Inbox;

/// <summary>How pages and mails say whose a task is and what was answered.</summary>
internal sealed class TaskWords(Texts t, Accounts accounts)
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Reads the names of all who appear in these tasks.</summary>
    public async Task LoadAsync(IEnumerable<UserTask> tasks, CancellationToken stop)
    {
        var ids = tasks.SelectMany(task => (string[])[task.AccountId, task.EndedBy, task.Hold?.By ?? "", task.Hold?.FromAccount ?? ""])
            .Where(id => id.Length > 0 && !_names.ContainsKey(id)).Distinct().ToList();
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

    /// <summary>« Anne Le Goff », « le rôle Rédaction »: to whom a task goes when it is given back.</summary>
    public string Former(TaskHold hold) => hold.FromAccount.Length > 0
        ? Name(hold.FromAccount)
        : hold.FromRole.Length > 0 ? t["le rôle {0}", Role(hold.FromRole)] : t["le groupe {0}", hold.FromGroup];

    /// <summary>An outcome as people read it: Elsa's only port is no French word.</summary>
    public string Outcome(string outcome) => outcome == "Done" ? t["C’est fait"] : outcome;

    private string Role(string role) => t[Members.RoleLabel(role)];
}
