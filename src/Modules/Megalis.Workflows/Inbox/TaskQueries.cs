using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;

namespace Megalis.Workflows.Inbox;

/// <summary>Whose tasks they are, as conditions on rows.</summary>
internal static class TaskQueries
{
    /// <summary>What lies with the person, their roles and groups, open or not. What was taken or handed on is theirs while they work here.</summary>
    public static IQueryable<TaskRow> HeldBy(this IQueryable<TaskRow> tasks, TaskPerson person)
    {
        var (account, roles, groups, hasSeat) = (person.AccountId, person.Roles, person.Groups, person.HasSeat);
        return tasks.Where(t => (t.AccountId == account && account != "" && (hasSeat || t.Move == 0))
            || (t.AccountId == "" && ((t.Role != "" && roles.Contains(t.Role)) || (t.Group != "" && groups.Contains(t.Group)))));
    }

    /// <summary>What the person may look at.</summary>
    public static IQueryable<TaskRow> SeenBy(this IQueryable<TaskRow> tasks, TaskPerson person, MegalisDb db)
    {
        if (person.MayDoAll)
            return tasks;
        var (account, roles, groups, hasSeat) = (person.AccountId, person.Roles, person.Groups, person.HasSeat);
        return tasks.Where(t => (account != "" && (hasSeat || t.Move == 0) && (t.AccountId == account || t.EndedBy == account || db.Set<TaskMoveRow>().Any(m => m.By == account && m.TaskId == t.Id)))
            || (t.AccountId == "" && ((t.Role != "" && roles.Contains(t.Role)) || (t.Group != "" && groups.Contains(t.Group)))));
    }

    public static IQueryable<TaskRow> On(this IQueryable<TaskRow> tasks, TaskShelf shelf, TaskPerson person, MegalisDb db, DateTimeOffset now)
    {
        var account = person.AccountId;
        var open = tasks.Where(t => t.State == TaskState.Open);
        return shelf switch
        {
            TaskShelf.Mine => open.Where(t => t.AccountId == account && account != ""),
            TaskShelf.Roles => open.HeldBy(person).Where(t => t.AccountId == ""),
            TaskShelf.Late => open.HeldBy(person).Where(t => t.Due < now),
            TaskShelf.Done => tasks.Where(t => t.State == TaskState.Done && t.EndedBy == account && account != ""),
            TaskShelf.HandedOn => open.Where(t => t.AccountId != account && db.Set<TaskMoveRow>().Any(m => m.TaskId == t.Id && m.Number == t.Move && m.By == account)),
            TaskShelf.Everybody => open.Where(t => person.MayDoAll),
            _ => open.HeldBy(person),
        };
    }

    private const int MostWords = 8;

    /// <summary>Rows of the first migration have no folded text: their title is compared as it was typed.</summary>
    public static IQueryable<TaskRow> WithWords(this IQueryable<TaskRow> tasks, string words)
    {
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords))
        {
            var folded = Folded.Of(word);
            tasks = tasks.Where(t => t.Folded.Contains(folded) || (t.Folded == "" && t.Title.Contains(word)));
        }

        return tasks;
    }

    /// <summary>The earliest due first, those without a date last; what was answered, the latest first.</summary>
    public static IOrderedQueryable<TaskRow> InOrderOf(this IQueryable<TaskRow> tasks, TaskShelf shelf) => shelf == TaskShelf.Done
        ? tasks.OrderByDescending(t => t.EndedAt).ThenByDescending(t => t.Id)
        : tasks.OrderBy(t => t.Due == null).ThenBy(t => t.Due).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id);

    /// <param name="move">By which it lies where it lies; null while it lies where the definition put it.</param>
    public static bool IsHeldBy(this TaskRow row, TaskPerson person, TaskMoveRow? move)
    {
        if (row.AccountId.Length == 0)
            return person.Roles.Contains(row.Role) || person.Groups.Contains(row.Group);
        if (row.AccountId != person.AccountId || (row.Move > 0 && !person.HasSeat))
            return false;
        // Who took it did so as one of many: without the role it is theirs no more than the others'.
        return move is not { Kind: TaskMoveKind.Taken } || person.MayDoAll || person.Roles.Contains(move.FromRole) || person.Groups.Contains(move.FromGroup);
    }
}
