using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Users.Contracts;

namespace Megalis.Users.Domain.Entreprises;

/// <summary>
/// A person on an entreprise. The first one to declare its number is its manager; whoever comes next waits for a
/// manager's word, may deposit meanwhile, and sees only their own plis.
/// </summary>
internal sealed class EntrepriseMember : IVersioned
{
    /// <summary>Unique: a person stands for one entreprise at a time.</summary>
    public string AccountId { get; init; } = "";
    public string EntrepriseId { get; private set; } = "";
    public MemberState State { get; private set; }
    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>When <see cref="State"/> was last decided, and by whom; the person themself for the first member.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }
    public string DecidedById { get; private set; } = "";

    /// <summary>Since when the person decides about others; null for those who do not.</summary>
    public DateTimeOffset? ManagerSince { get; private set; }
    public int Version { get; set; }

    public bool IsManager => State == MemberState.Accepted && ManagerSince is not null;

    public static EntrepriseMember First(string accountId, string entrepriseId, DateTimeOffset now) => new()
    {
        AccountId = accountId,
        EntrepriseId = entrepriseId,
        State = MemberState.Accepted,
        RequestedAt = now,
        DecidedAt = now,
        DecidedById = accountId,
        ManagerSince = now,
    };

    public static EntrepriseMember Asking(string accountId, string entrepriseId, DateTimeOffset now) =>
        new() { AccountId = accountId, EntrepriseId = entrepriseId, State = MemberState.Pending, RequestedAt = now };

    /// <summary>After a refusal or a removal the person may ask again, here or elsewhere.</summary>
    public Refusal? MoveTo(EntrepriseMember asked)
    {
        if (State is MemberState.Pending or MemberState.Accepted)
            return new Refusal("Votre compte est déjà rattaché à une entreprise : quittez-la d'abord.");
        (EntrepriseId, State, RequestedAt) = (asked.EntrepriseId, asked.State, asked.RequestedAt);
        (DecidedAt, DecidedById, ManagerSince) = (asked.DecidedAt, asked.DecidedById, asked.ManagerSince);
        return null;
    }

    public Refusal? Accept(string byId, DateTimeOffset now) => State == MemberState.Pending
        ? Decide(MemberState.Accepted, byId, now)
        : new Refusal("Cette demande n'attend plus de réponse.");

    public Refusal? Refuse(string byId, DateTimeOffset now) => State == MemberState.Pending
        ? Decide(MemberState.Refused, byId, now)
        : new Refusal("Cette demande n'attend plus de réponse.");

    /// <summary>Ends the membership, by a manager or by the person.</summary>
    /// <param name="otherManagers">How many managers remain without this one.</param>
    /// <param name="otherMembers">How many accepted people remain without this one.</param>
    public Refusal? Remove(string byId, int otherManagers, int otherMembers, DateTimeOffset now)
    {
        if (State is not (MemberState.Accepted or MemberState.Pending))
            return new Refusal("Cette personne ne fait plus partie de l'équipe.");
        return IsManager && otherManagers == 0 && otherMembers > 0
            ? new Refusal("L'équipe n'aurait plus de gestionnaire : nommez-en d'abord un autre.")
            : Decide(MemberState.Removed, byId, now);
    }

    public Refusal? NameManager(DateTimeOffset now)
    {
        if (State != MemberState.Accepted)
            return new Refusal("Seule une personne acceptée dans l'équipe peut devenir gestionnaire.");
        ManagerSince ??= now;
        return null;
    }

    /// <param name="otherManagers">How many managers remain without this one.</param>
    public Refusal? EndManager(int otherManagers)
    {
        if (otherManagers == 0)
            return new Refusal("L'équipe n'aurait plus de gestionnaire : nommez-en d'abord un autre.");
        ManagerSince = null;
        return null;
    }

    private Refusal? Decide(MemberState state, string byId, DateTimeOffset now)
    {
        (State, DecidedAt, DecidedById) = (state, now, byId);
        if (state != MemberState.Accepted)
            ManagerSince = null;
        return null;
    }
}
