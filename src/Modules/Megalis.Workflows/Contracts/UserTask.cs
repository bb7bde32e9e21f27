namespace Megalis.Workflows.Contracts;

/// <summary>Who asks.</summary>
/// <param name="AccountId">26 characters.</param>
/// <param name="Roles">Names of the roles held in this tenant.</param>
/// <param name="Groups">Names of the groups belonged to.</param>
/// <param name="MayDoAll">Holds a permission over everybody's tasks: they may be read and done, and stand in no list but <see cref="TaskShelf.Everybody"/>.</param>
public sealed record TaskPerson(string AccountId, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, bool MayDoAll = false)
{
    /// <summary>They work in this tenant. Whose seat was withdrawn keeps no task that was taken or handed on.</summary>
    public bool HasSeat { get; init; } = true;
}

/// <summary>Which tasks of a person.</summary>
public enum TaskShelf
{
    /// <summary>Open: theirs, their roles', their groups'.</summary>
    Open,

    /// <summary>Open, for them by name.</summary>
    Mine,

    /// <summary>Open, for one of their roles or groups.</summary>
    Roles,

    /// <summary>Those of <see cref="Open"/> whose date has passed.</summary>
    Late,

    /// <summary>Answered by them, the latest first.</summary>
    Done,

    /// <summary>Open, handed on by them, with somebody else now.</summary>
    HandedOn,

    /// <summary>Every open task of the tenant; nothing without <see cref="TaskPerson.MayDoAll"/>.</summary>
    Everybody,
}

/// <summary>A task as an inbox shows it.</summary>
/// <param name="Link">A path of this tenant, or empty.</param>
/// <param name="AccountId">For whom; empty: for whoever holds <paramref name="Role"/> or belongs to <paramref name="Group"/>.</param>
/// <param name="EndedBy">The account that answered; empty while it is open, or when the workflow went another way.</param>
public sealed record UserTask(
    string Id, string InstanceId, string Title, string Instructions, string Link, string AccountId, string Role, string Group, IReadOnlyList<string> Outcomes,
    DateTimeOffset CreatedAt, DateTimeOffset? Due, bool IsOpen, string Outcome, string Comment, string EndedBy, DateTimeOffset? EndedAt)
{
    /// <summary>The instance's title: what it is about.</summary>
    public string About { get; init; } = "";

    /// <summary>Those of the outcomes that are given with a reason only.</summary>
    public IReadOnlyList<string> ReasonFor { get; init; } = [];

    /// <summary>How it came to <see cref="AccountId"/>; null while it lies where the workflow put it.</summary>
    public TaskHold? Hold { get; init; }

    /// <summary>What the person who asked may do with it.</summary>
    public TaskRights Rights { get; init; }
}

/// <summary>A task lies with somebody who handed it on, or took it, put it.</summary>
/// <param name="By">The account that did it.</param>
/// <param name="IsTaken">One of a role or a group took it for themself.</param>
/// <param name="FromAccount">Where it lay before, and where it goes when it is given back.</param>
public sealed record TaskHold(string By, DateTimeOffset At, string Comment, bool IsTaken, string FromAccount, string FromRole, string FromGroup);

/// <summary>What may be done with a task.</summary>
[Flags]
public enum TaskRights
{
    None = 0,

    /// <summary>Answer it, or hand it on.</summary>
    Answer = 1,

    /// <summary>Take it for oneself: it is a role's or a group's.</summary>
    Take = 2,

    /// <summary>Put it back to where it was, by who has it (« rendre ») or who handed it on (« reprendre »).</summary>
    GiveBack = 4,
}
