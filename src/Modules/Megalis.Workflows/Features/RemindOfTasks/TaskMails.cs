using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;

namespace Megalis.Workflows.Features.RemindOfTasks;

/// <summary>Who is written to about a task, and how. Rows of the queue, stored with what they tell of.</summary>
internal sealed class TaskMails(MailOutbox mails, Texts texts, TenantContext context, TenantStore tenants, Accounts accounts, Members members)
{
    /// <summary>Of a role that more people hold nobody is written to: a mail to everybody is read by nobody. They find the task in their list.</summary>
    public const int MostOfRole = 10;

    private Tenant Tenant => context.Tenant;

    /// <summary>The person whose it is; else the holders of its role, when they are few. A group's people are not known here.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(TaskRow task, CancellationToken stop)
    {
        if (task.Move > 0 && task.AccountId.Length > 0)
            return await members.FindAsync(Tenant.Id, task.AccountId, stop) is { } member ? [member.Email] : [];
        if (task.AccountId.Length > 0)
            return await accounts.FindAsync(task.AccountId, stop) is { IsErased: false } card ? [card.Email] : [];
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
        mails.Send(new MailMessage(address, subject, string.Join("\n\n", paragraphs) + $"\n\n-- \n{Tenant.Text("SiteName", Tenant.DisplayName)}\n{site}/taches\n"));
    }

    /// <summary>Titles come from definitions and from people.</summary>
    private static string Line(string title) => OneLine.Of(title, 200);
}
