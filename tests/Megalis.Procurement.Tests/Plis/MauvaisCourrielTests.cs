using System.Net.Mail;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;
using MailMessage = Megalis.Kernel.Mail.MailMessage;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>No mail leaves: what the portal's operators read of it counts nobody who deposited (CCP R. 2132-9).</summary>
public sealed class MauvaisCourrielTests
{
    [Fact]
    public async Task While_mails_fail_the_tasks_to_resume_read_the_same_with_one_depositor_and_with_three_more()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Settings = new Dictionary<string, string> { ["Megalis:Queue:Attempts"] = "1", ["Megalis:Queue:PollMilliseconds"] = "100" },
            Services = services => services.AddSingleton<IMailer, DeadMailer>(),
        });
        var support = await site.SignInAsync("localhost", "Assistance", KernelPermissions.ManageQueue, KernelPermissions.ManageTenants);

        var one = await AfterChangeAsync(site, support, 1, 1);
        var four = await AfterChangeAsync(site, support, 3, 4);

        Assert.Contains("Envoi d'un courriel", one, StringComparison.Ordinal);
        Assert.Contains("Envoi d'un récépissé de dépôt", one, StringComparison.Ordinal);
        Assert.Equal(one, four);
    }

    /// <summary>What « À reprendre » says once a consultation with so many depositors was given up and no mail to them left.</summary>
    private static async Task<string> AfterChangeAsync(SiteFixture site, SiteClient support, int depositors, int resting)
    {
        var salle = await site.SalleAsync();
        for (var i = 0; i < depositors; i++)
            await (await site.SignInAsync("localhost", $"Déposant {resting} {i}")).DepositAsync(salle);
        await (await (await salle.Buyer.GetAsync($"/achats/{salle.Reference}")).FollowAsync("Déclarer sans suite")).Form("Déclarer sans suite").Fill("Motif", "Budget revu").SubmitAsync();
        await site.WhenRestingAsync("mail.discreet.v1", resting);
        await site.WhenRestingAsync("pli.recepisse.v1", resting);
        var pages = new List<string>();
        foreach (var path in new[] { "/admin/taches", "/admin/taches?etat=attente", "/bureau" })
            pages.Add((await support.GetAsync(path)).Text);
        return string.Join('\n', pages);
    }

    private sealed class DeadMailer : IMailer
    {
        public Task SendAsync(MailMessage message, CancellationToken cancellationToken) =>
            Task.FromException(new MailFailedException("down", false, new SmtpException(SmtpStatusCode.ServiceNotAvailable)));
    }
}
