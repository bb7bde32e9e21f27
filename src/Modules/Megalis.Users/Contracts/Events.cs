using Megalis.Kernel.Queue;

namespace Megalis.Users.Contracts;

/// <summary>A person opened an account, by themself or on an invitation.</summary>
/// <param name="AccountId">26 characters.</param>
[QueueKind("users.account-registered.v1", Label = "Suites de l'ouverture d'un compte")]
public sealed record AccountRegistered(string AccountId);

/// <summary>
/// A person asks to join an entreprise that others declared before. They may deposit at once; see <see cref="MemberState.Pending"/>.
/// </summary>
[QueueKind("users.entreprise-member-asked.v1", Label = "Suites d'une demande pour rejoindre une entreprise")]
public sealed record EntrepriseMemberAsked(string EntrepriseId, string AccountId);

/// <summary>A manager of the entreprise took the person in: from <paramref name="At"/> on, the team's plis are theirs to see.</summary>
[QueueKind("users.entreprise-member-accepted.v1", Label = "Suites de l'accueil d'une personne dans une entreprise")]
public sealed record EntrepriseMemberAccepted(string EntrepriseId, string AccountId, DateTimeOffset At);

/// <summary>A person no longer stands for the entreprise (refused, removed, or left).</summary>
[QueueKind("users.entreprise-member-removed.v1", Label = "Suites du départ d'une personne d'une entreprise")]
public sealed record EntrepriseMemberRemoved(string EntrepriseId, string AccountId);

/// <summary>A person's roles in this tenant changed, or their seat was suspended: what they did by a role may be for others now.</summary>
[QueueKind("users.seat-changed.v1", Label = "Suites d'un changement de rôles")]
public sealed record SeatChanged(string AccountId);

/// <summary>An account was closed by an administrator of the portal.</summary>
[QueueKind("users.account-disabled.v1", Label = "Suites de la fermeture d'un compte")]
public sealed record AccountDisabled(string AccountId);

/// <summary>A person had their account erased; the id stays as a pseudonym where the law keeps a register.</summary>
[QueueKind("users.account-erased.v1", Label = "Suites de l'effacement d'un compte")]
public sealed record AccountErased(string AccountId);
