using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>The journal's pages: whoever reads them learns nothing of plis before they are opened, not even that there is one (CCP R. 2132-9).</summary>
public sealed class JournalTests
{
    private static readonly string[] Addresses =
    [
        "/admin/journal", "/admin/journal?acte=pli.deposited", "/admin/journal?acte=pli.deposited-late", "/admin/journal?personne=Kanari",
        "/admin/journal?p=2", "/admin/journal/export", "/admin/journal/export?acte=pli.deposited",
    ];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_deposit_changes_no_line_count_position_or_export_of_anybodys_journal(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var depositor = await site.SignedUpAsync("Kanari Déposant");
        var readers = new[]
        {
            await site.SignInAsync("localhost", "Admin Portail", KernelPermissions.SiteOwner),
            await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner),
        };
        var page = await (await depositor.StartAsync(salle)).SendAsync("Kanari.pdf", "prix");
        page = await page.Form("Continuer : relire").SubmitAsync();
        await site.SignJournalAsync();
        var before = await ReadAllAsync(readers);

        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt");
        await site.SignJournalAsync();

        Assert.Equal(before, await ReadAllAsync(readers));
        var pli = Assert.Single(await salle.PlisAsync());
        foreach (var reader in readers)
            (await reader.GetAsync($"/admin/journal/{pli.EntryId}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_written_after_a_deposit_shows_no_position_that_would_count_it()
    {
        await using var site = await SiteFixture.StartAsync();
        var old = await EntryAsync(site, "localhost");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Kanari Déposant")).DepositAsync(salle);
        var young = await EntryAsync(site, salle.Host);
        var mairie = await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner);
        var portail = await site.SignInAsync("localhost", "Admin Portail", KernelPermissions.SiteOwner);

        foreach (var reader in new[] { mairie, portail })
            (await reader.GetAsync($"/admin/journal/{young}")).ShouldBe(HttpStatusCode.OK).ShouldShow("La position et la preuve seront données").ShouldNotShow("Tête signée", "Chemin jusqu");
        (await mairie.GetAsync("/admin/journal")).ShouldShow("réservée");
        (await portail.GetAsync($"/admin/journal/{old}")).ShouldShow("Tête signée qui contient cette entrée", "megalis-journal/v1");

        // The register may be read now; the journal speaks at the opening, and positions are told.
        site.Clock.Set((await salle.DeadlineAsync()).AddMinutes(1));
        (await mairie.GetAsync($"/admin/journal/{young}")).ShouldShow("Tête signée qui contient cette entrée");
        Assert.Empty(await DepositsAsync(mairie));
        await OpenAsync(site, salle);
        Assert.Single(await DepositsAsync(mairie));
        (await mairie.GetAsync($"/admin/journal/{(await salle.PlisAsync())[0].EntryId}")).ShouldShow("Pli déposé", "Kanari", "Tête signée");
        // The portal lists it; what it says is the buyer's.
        (await portail.GetAsync($"/admin/journal/{(await salle.PlisAsync())[0].EntryId}")).ShouldShow("Pli déposé", "se lit sur le site de la structure").ShouldNotShow("offre.pdf");
    }

    [Fact]
    public async Task A_service_that_is_switched_off_keeps_its_secrets()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Kanari Déposant")).DepositAsync(salle);
        var mairie = await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner);

        // A running consultation keeps its service on.
        await (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/sans-suite")).Form("Déclarer sans suite").Fill("Motif", "Budget revu").SubmitAsync();
        await using (var scope = TenantScope.EnterHost(site.Services))
        {
            Assert.Null(await scope.Services.GetRequiredService<TenantRegister>().DisableAsync(site.TenantOf(salle.Host), ["Megalis.Procurement"], null, CancellationToken.None));
        }

        (await mairie.GetAsync("/achats")).ShouldBe(HttpStatusCode.NotFound);
        Assert.Empty(await DepositsAsync(mairie));
    }

    private static async Task OpenAsync(SiteFixture site, Salle salle)
    {
        await using var scope = site.Enter(salle.Host);
        var consultation = await scope.Db.Set<Consultation>().Include(c => c.Facts).Include(c => c.Lots).SingleAsync(c => c.Reference == salle.Reference);
        consultation.Record(FactKind.Opened, new Author("x", "Anne Secrétaire"), site.Clock.GetUtcNow());
        await scope.Services.GetRequiredService<PublicProjection>().WriteAsync(consultation);
        await scope.Db.SaveChangesAsync();
    }

    private static async Task<IReadOnlyList<string>> DepositsAsync(SiteClient reader) =>
        [.. (await reader.GetAsync("/admin/journal?acte=pli.deposited")).Document.QuerySelectorAll("tbody th").Select(th => th.TextContent)];

    private static async Task<string> EntryAsync(SiteFixture site, string host)
    {
        string entry;
        await using (var scope = site.Enter(host))
        {
            entry = scope.Services.GetRequiredService<Journal>().Append("role.changed", "role", "Essai", new { }).EntryId;
            await scope.Db.SaveChangesAsync();
        }

        await site.SignJournalAsync();
        return entry;
    }

    private static async Task<List<string>> ReadAllAsync(IEnumerable<SiteClient> readers)
    {
        var all = new List<string>();
        foreach (var reader in readers)
            foreach (var address in Addresses)
            {
                var page = (await reader.GetAsync(address)).ShouldBe(HttpStatusCode.OK);
                all.Add(address + "\n" + (page.Document.Body is { } body && page.Text.Length > 0 ? page.Text : page.Source));
            }

        return all;
    }
}
