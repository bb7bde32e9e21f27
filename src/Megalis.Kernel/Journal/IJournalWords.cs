using Megalis.Kernel.Queue;

namespace Megalis.Kernel.Journal;

/// <summary>How a module's acts are told to people. Contributed: <c>services.Contribute&lt;IJournalWords, T&gt;()</c>.</summary>
public interface IJournalWords
{
    /// <summary>French, by act: « consultation.published » → « Consultation publiée ».</summary>
    IReadOnlyDictionary<string, string> Acts { get; }

    /// <summary>French, by kind of subject: « consultation » → « Consultation ».</summary>
    IReadOnlyDictionary<string, string> Subjects { get; }

    /// <summary>
    /// What people call these subjects, by id; those that are gone, or not to be named in this scope, are missing. Asked
    /// for kinds of <see cref="Subjects"/> only.
    /// </summary>
    Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop);
}

/// <summary>The kernel's own acts.</summary>
internal sealed class KernelJournalWords : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        [Journal.ErasedAct] = "Contenu d’une entrée effacé",
        ["queue.retried"] = "Tâche relancée",
        ["queue.resent"] = "Tâche envoyée de nouveau",
        ["queue.confirmed"] = "Tâche tenue pour faite",
        ["queue.abandoned"] = "Tâche abandonnée",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string> { [Journal.EntryKind] = "Entrée du journal", [QueueActs.JournalKind] = "Tâche" };

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, id => kind == Journal.EntryKind ? id : ""));
}
