using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>A portal with its circuit, and what askers and staff do there.</summary>
internal sealed class Asking(SiteFixture site)
{
    public static readonly TaskPerson Staff = new("agentagentagentagentagenta", ["Assistance"], []);

    public SiteFixture Site => site;

    public static async Task<Asking> OnAsync(SiteFixture site)
    {
        await site.RunRecipeAsync("localhost", "accueil-collectivite");
        return new Asking(site);
    }

    /// <summary>The form, filled for an entité that the tests invent.</summary>
    public static PageForm Fill(Page page, string name, string siren, string email, string address = "") => page.Form("Envoyer la demande")
        .Fill("Numéro SIREN", siren).Fill("Nom de la collectivité", name).Fill("Il s’agit de", "CCAS ou CIAS").Fill("Commune du siège", "Guidel (56520)")
        .Fill("Adresse du site", address)
        .Fill("Prénom et nom", "Soizic Le Bras").Fill("Fonction", "secrétaire de mairie").Fill("Adresse électronique", email)
        .Fill("Qui la signera", "Hervé Le Goff").Fill("À quel titre", "président");

    /// <summary>Asks and confirms; gives the follow-up page.</summary>
    public async Task<Page> AskAsync(string name, string siren, string email, string address = "")
    {
        var visitor = site.Visit();
        (await Fill(await visitor.GetAsync("/adherer/demande"), name, siren, email, address).SubmitAsync()).ShouldShow("Un courriel part vers");
        return await ConfirmAsync(visitor, email);
    }

    public async Task<Page> ConfirmAsync(SiteClient visitor, string email)
    {
        var mail = Assert.Single(await site.MailsAsync(email), m => m.Subject.StartsWith("Confirmez", StringComparison.Ordinal));
        return await (await visitor.GetAsync(mail.Link.PathAndQuery)).Form("Oui, envoyer la demande").SubmitAsync();
    }

    /// <summary>Answers the open task of a title for the portal's staff.</summary>
    public async Task AnswerAsync(string title, string outcome, string comment = "")
    {
        await site.WhenQuietAsync();
        await using (var scope = site.Enter())
        {
            var tasks = scope.Services.GetRequiredService<UserTasks>();
            var (open, _) = await tasks.OpenAsync(Staff, 1, 200);
            var task = Assert.Single(open, t => Plain(t.Title) == Plain(title));
            Assert.Null(await tasks.CompleteAsync(task.Id, Staff, outcome, comment));
        }

        await site.WhenQuietAsync();
    }

    /// <summary>A title as one types it: with plain spaces.</summary>
    public static string Plain(string title) => title.Replace('\u00a0', ' ');

    public async Task<IReadOnlyList<string>> TitlesAsync()
    {
        await site.WhenQuietAsync();
        await using var scope = site.Enter();
        return [.. (await scope.Services.GetRequiredService<UserTasks>().OpenAsync(Staff, 1, 200)).Tasks.Select(t => Plain(t.Title))];
    }

    public Task<SiteClient> StaffAsync() => site.SignInAsync("localhost", "Yann Cozic", AdhesionsPermissions.Manage, KernelPermissions.AccessDesk);

    /// <summary>The request of that name, as staff find it.</summary>
    public static async Task<Page> OpenAsync(SiteClient staff, string name) =>
        await (await staff.GetAsync("/admin/adhesions?etat=toutes&q=" + Uri.EscapeDataString(name))).FollowAsync(name);

    public static Task<Page> SignAsync(Page request, string number) =>
        request.Form("Enregistrer la convention").Fill("Numéro de la convention", number).Fill("Signée le", "2027-02-26").SubmitAsync();

    /// <summary>From the form to the convention that lies with the asker.</summary>
    public async Task<SiteClient> UntilConventionAsync(string name, string siren, string email, string address)
    {
        await AskAsync(name, siren, email, address);
        await AnswerAsync("Vérifier la demande : " + name, "Accepter");
        await AnswerAsync("Envoyer la convention : " + name, "Convention envoyée");
        return await StaffAsync();
    }

    public async Task<IReadOnlyList<IncidentRow>> IncidentsAsync(string name)
    {
        await using var scope = site.Enter();
        var title = "Adhésion : " + name;
        return await scope.Db.Set<IncidentRow>().AsNoTracking()
            .Where(i => i.ResolvedAt == null && scope.Db.Set<InstanceRow>().Any(x => x.Id == i.InstanceId && x.Title == title)).ToListAsync();
    }

    public async Task<int> TenantsAsync(string siren)
    {
        await using var scope = TenantScope.EnterHost(site.Services);
        return (await scope.Services.GetRequiredService<TenantRegister>().ListAsync(siren, 1, 10)).Total;
    }
}
