using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>How acts on workflows and tasks are told.</summary>
internal sealed class WorkflowJournalWords(MegalisDb db) : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        ["circuit.published"] = "Circuit publié",
        ["circuit.withdrawn"] = "Circuit retiré",
        ["circuit.restored"] = "Circuit remis en service",
        ["circuit.started"] = "Parcours démarré à la main",
        ["circuit.migration-started"] = "Migration de parcours demandée",
        ["circuit.migration-stopped"] = "Migration de parcours arrêtée",
        ["circuit.migration-ended"] = "Migration de parcours terminée",
        ["circuit.retry"] = "Étape d'un circuit relancée",
        ["circuit.done"] = "Étape d'un circuit tenue pour faite",
        ["circuit.skip"] = "Étape d'un circuit passée",
        ["circuit.variable"] = "Variable d'un circuit changée",
        ["circuit.move"] = "Jeton d'un circuit déplacé",
        ["circuit.cancel"] = "Parcours d'un circuit annulé",
        ["circuit.migrated"] = "Parcours porté à une autre version du circuit",
        ["task.completed"] = "Tâche faite",
        ["task.handed-on"] = "Tâche confiée à quelqu'un d'autre",
        ["task.taken"] = "Tâche prise pour soi",
        ["task.given-back"] = "Tâche rendue",
        ["task.returned"] = "Tâche revenue d'elle-même : qui l'avait est parti, ou n'a plus le rôle",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string>
    {
        [DefinitionStore.JournalKind] = "Version d'un circuit",
        [InstanceActs.JournalKind] = "Parcours d'un circuit",
        [UserTasks.JournalKind] = "Tâche d'un circuit",
    };

    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) => kind switch
    {
        DefinitionStore.JournalKind => await db.Set<DefinitionRow>().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, stop),
        InstanceActs.JournalKind => await db.Set<InstanceRow>().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.Title, stop),
        _ => await db.Set<TaskRow>().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Title, stop),
    };
}
