using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.Tenants;

/// <summary>The acts of administration, in French.</summary>
internal sealed class SettingsJournalWords(TenantStore tenants, FeatureCatalogue catalogue) : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        ["settings.changed"] = "Réglages modifiés",
        ["feature.enabled"] = "Service activé",
        ["feature.disabled"] = "Service désactivé",
        ["tenant.created"] = "Site de collectivité créé",
        ["tenant.closed"] = "Site de collectivité fermé",
        ["tenant.opened"] = "Site de collectivité ouvert",
        ["tenant.retried"] = "Préparation d’un site recommencée",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string>
    {
        ["site"] = "Site",
        ["service"] = "Service",
        ["collectivite"] = "Collectivité",
        ["tenant"] = "Site",
    };

    public Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, id => (kind == "service" ? catalogue.Find(id)?.Name : tenants.Find(id)?.DisplayName) ?? id));
}
