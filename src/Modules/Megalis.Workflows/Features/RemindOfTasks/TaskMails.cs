using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>Who is written to about a task, and how. Rows of the queue, stored with what they tell of.</summary>
internal sealed class TaskMails(MegalisDb db, MailOutbox mails, Texts texts, TenantContext context, TenantStore tenants, Accounts accounts, Members members)
{
    /// <summary>Of a role that more people hold nobody is written to: a mail to everybody is read by nobody. They find the task in their list.</summary>
    public const int MostOfRole = 10;

    /// <summary>So many are named in one mail; the list has them all.</summary>
    private const int MostNamed = 10;

    private Tenant Tenant => context.Tenant;

    /// <summary>The person whose it is; else the holders of its role, when they are few. A group's people are not known here.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(TaskRow task, CancellationToken stop)
    {
        if (task.Move > 0 && task.AccountId.Length > 0)
            return await members.FindAsync(Tenant.Id, task.AccountId, stop) is { } member ? [member.Email] : [];
        if (task.AccountId.Length > 0)
            return await accounts.FindAsync(task.AccountId, stop) is { } card && (await accounts.ClosedAsync([card.Id], stop)).Count == 0 ? [card.Email] : [];
        if (task.Role.Length == 0)
            return [];
        var holders = await members.HoldersAsync(Tenant.Id, task.Role, MostOfRole + 1, stop);
        return holders.Count > MostOfRole ? [] : [.. holders.Select(h => h.Email)];
    }

    public async Task<string> NameAsync(string accountId, CancellationToken stop) =>
        await accounts.FindAsync(accountId, stop) is { DisplayName.Length: > 0 } card ? card.DisplayName : texts["quelqu’un"];

    /// <param name="first">What happened, in a sentence.</param>
    /// <param name="about">The instance's title.</param>
    public void Send(string address, string subject, string first, TaskRow task, string about)
    {
        var paragraphs = new List<string> { texts["Bonjour,"], first, about.Length > 0 ? $"{Line(task.Title)}\n{Line(about)}" : Line(task.Title) };
        if (task.Due is { } due)
            paragraphs.Add(texts["À faire avant le {0}.", ParisTime.Full(due)]);
        if (task.AccountId.Length == 0)
            paragraphs.Add(texts["Elle attend toutes les personnes qui ont le rôle « {0} » : il suffit que l’une d’elles réponde.", texts[Members.RoleLabel(task.Role)]]);
        var site = tenants.CanonicalUrl(Tenant);
        paragraphs.Add(texts["Pour la lire et y répondre :"] + $"\n{site}/taches/{task.Id}");
        mails.Send(new MailMessage(address, subject, string.Join("\n\n", paragraphs) + Signature(site)));
    }

    /// <summary>One mail for each of those whose tasks they are, all of one lot; none when there are none.</summary>
    /// <param name="words">Subject and first sentence, by their number.</param>
    public async Task SendManyAsync(IQueryable<TaskRow> tasks, Func<int, (string Subject, string First)> words, CancellationToken stop)
    {
        var named = await (from t in tasks
                           join i in db.Set<InstanceRow>() on t.InstanceId equals i.Id
                           orderby t.Due == null, t.Due, t.CreatedAt, t.Id
                           select new { Task = t, i.Title }).Take(MostNamed).ToListAsync(stop);
        if (named.Count == 0)
            return;
        var count = await tasks.CountAsync(stop);
        var (subject, first) = words(count);
        var lines = named.Select(n => $"- {Line(n.Task.Title)}{(n.Title.Length > 0 ? $", {Line(n.Title)}" : "")}{(n.Task.Due is { } due ? " : " + texts["à faire avant le {0}", ParisTime.Full(due)] : "")}").ToList();
        if (count > named.Count)
            lines.Add(texts["- et {0} autres", count - named.Count]);
        var site = tenants.CanonicalUrl(Tenant);
        var body = string.Join("\n\n", texts["Bonjour,"], first, string.Join('\n', lines), texts["Pour les lire et y répondre :"] + $"\n{site}/taches") + Signature(site);
        foreach (var address in await AddressesAsync(named[0].Task, stop))
            mails.Send(new MailMessage(address, subject, body));
    }

    private string Signature(string site) => $"\n\n-- \n{Tenant.Text("SiteName", Tenant.DisplayName)}\n{site}/taches\n";

    /// <summary>Titles come from definitions and from people.</summary>
    private static string Line(string title) => OneLine.Of(title, 200);
}
