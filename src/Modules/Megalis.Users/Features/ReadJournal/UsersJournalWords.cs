using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Users.Contracts;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>The acts on accounts, roles and entreprises, in French.</summary>
internal sealed class UsersJournalWords(MegalisDb db, Accounts accounts) : IJournalWords
{
    public IReadOnlyDictionary<string, string> Acts { get; } = new Dictionary<string, string>
    {
        ["account.roles-changed"] = "Rôles d’un compte modifiés",
        ["account.suspended"] = "Compte suspendu",
        ["account.resumed"] = "Compte rétabli",
        ["account.disabled"] = "Compte désactivé",
        ["account.enabled"] = "Compte réactivé",
        ["account.erased"] = "Compte effacé",
        ["account.two-factor-on"] = "Double authentification activée",
        ["account.two-factor-off"] = "Double authentification désactivée",
        ["invitation.sent"] = "Invitation envoyée",
        ["role.changed"] = "Rôle modifié",
        ["role.removed"] = "Rôle supprimé",
        ["entreprise.declared"] = "Entreprise déclarée",
        ["entreprise.member-asked"] = "Rattachement à une entreprise demandé",
        ["entreprise.member-accepted"] = "Rattachement à une entreprise accepté",
        ["entreprise.member-refused"] = "Rattachement à une entreprise refusé",
        ["entreprise.member-removed"] = "Personne retirée d’une entreprise",
        ["entreprise.manager-named"] = "Gestionnaire d’entreprise nommé",
        ["entreprise.manager-ended"] = "Gestionnaire d’entreprise déchargé",
    };

    public IReadOnlyDictionary<string, string> Subjects { get; } = new Dictionary<string, string>
    {
        ["account"] = "Compte",
        ["invitation"] = "Invitation",
        ["role"] = "Rôle",
        ["entreprise"] = "Entreprise",
    };

    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(string kind, IReadOnlyCollection<string> ids, CancellationToken stop) => kind switch
    {
        "account" => (await accounts.FindAsync(ids, stop)).ToDictionary(a => a.Key, a => a.Value.DisplayName),
        "entreprise" => await db.Set<Entreprise>().AsNoTracking().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, e => e.Name, stop),
        "role" => ids.ToDictionary(id => id, Domain.Agents.RoleName.Label),
        _ => new Dictionary<string, string>(),
    };
}
