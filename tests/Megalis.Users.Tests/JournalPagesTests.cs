using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

/// <summary>Who reads the journal, which entries, and as a file.</summary>
public sealed class JournalPagesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_site_reads_its_own_acts_with_who_and_when_and_finds_them_by_act_person_and_day()
    {
        await site.AddTenantAsync("brasparts", "Brasparts");
        await site.AddTenantAsync("loqueffret", "Loqueffret");
        var account = await site.AddAccountAsync("nolwenn@brasparts.example", "Nolwenn Brasparts");
        await WriteAsync("brasparts.localhost", "role.changed", "Archives", account.Id);
        await WriteAsync("brasparts.localhost", "role.removed", "Archives");
        await WriteAsync("loqueffret.localhost", "role.changed", "Secret des voisins");
        var reader = await site.SignInAsync("brasparts.localhost", "Lecteur", KernelPermissions.ViewAuditTrail);

        var page = (await reader.GetAsync("/admin/journal")).ShouldBe(HttpStatusCode.OK);

        page.ShouldShow("Rôle modifié", "Rôle supprimé", "Nolwenn Brasparts", "La plateforme", "Archives").ShouldNotShow("Secret des voisins");
        Assert.Equal(["Rôle supprimé"], Acts(await reader.GetAsync("/admin/journal?acte=role.removed")));
        Assert.Equal(["Rôle modifié"], Acts(await reader.GetAsync("/admin/journal?personne=nolwenn")));
        Assert.Equal(["Rôle supprimé"], Acts(await reader.GetAsync("/admin/journal?personne=plateforme")));
        (await reader.GetAsync("/admin/journal?personne=inconnue")).ShouldShow("Aucun acte ne correspond");
        var today = Kernel.Localization.ParisTime.At(site.Clock.GetUtcNow());
        Assert.Equal(2, Acts(await reader.GetAsync($"/admin/journal?du={today:yyyy-MM-dd}&au={today:yyyy-MM-dd}")).Count);
        Assert.Empty(Acts(await reader.GetAsync($"/admin/journal?au={today.AddDays(-1):yyyy-MM-dd}")));
        Assert.Empty(Acts(await reader.GetAsync($"/admin/journal?du={today.AddDays(1):yyyy-MM-dd}")));
    }

    [Fact]
    public async Task The_portal_reads_all_and_keeps_the_contents_of_a_site_to_that_site()
    {
        await site.AddTenantAsync("botmeur", "Botmeur");
        var entry = await WriteAsync("botmeur.localhost", "role.changed", "Cantine", payload: new { nom = "Contenu de Botmeur" });
        var portal = await site.SignInAsync("localhost", "Lecteur", KernelPermissions.ViewAuditTrail);
        var own = await site.SignInAsync("botmeur.localhost", "Lecteur", KernelPermissions.ViewAuditTrail);

        Assert.Equal(["Rôle modifié"], Acts(await portal.GetAsync("/admin/journal?structure=botmeur")));
        (await portal.GetAsync($"/admin/journal/{entry}")).ShouldShow("Rôle modifié", "Botmeur").ShouldNotShow("Contenu de Botmeur");
        (await own.GetAsync($"/admin/journal/{entry}")).ShouldShow("Rôle modifié", "Contenu de Botmeur", "megalis-journal/v1", "Chemin jusqu’à la racine");
    }

    [Fact]
    public async Task Another_site_finds_nothing_and_a_wrong_role_is_refused()
    {
        await site.AddTenantAsync("loperec", "Lopérec");
        await site.AddTenantAsync("hanvec", "Hanvec");
        var entry = await WriteAsync("loperec.localhost", "role.changed", "Port");
        var neighbour = await site.SignInAsync("hanvec.localhost", "Voisine", KernelPermissions.SiteOwner);
        var editor = await site.SignInAsync("loperec.localhost", "Rédactrice", KernelPermissions.AccessAdminPanel);
        var reader = await site.SignInAsync("loperec.localhost", "Lecteur", KernelPermissions.ViewAuditTrail);

        (await neighbour.GetAsync($"/admin/journal/{entry}")).ShouldBe(HttpStatusCode.NotFound);
        (await neighbour.GetAsync("/admin/journal?structure=loperec")).ShouldNotShow("Port");
        (await editor.GetAsync("/admin/journal")).ShouldBe(HttpStatusCode.Forbidden);
        (await editor.GetAsync($"/admin/journal/{entry}")).ShouldBe(HttpStatusCode.Forbidden);
        // Reading is not taking away.
        (await reader.GetAsync("/admin/journal")).ShouldNotShow("Exporter le journal");
        (await reader.GetAsync("/admin/journal/export")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_file_holds_the_filtered_lines_and_no_formula()
    {
        await site.AddTenantAsync("brennilis", "Brennilis");
        await WriteAsync("brennilis.localhost", "role.changed", "=HYPERLINK(\"http://ailleurs\")");
        await WriteAsync("brennilis.localhost", "role.removed", "Écluse");
        var exporter = await site.SignInAsync("brennilis.localhost", "Export", KernelPermissions.ExportAuditTrail);
        (await exporter.GetAsync("/admin/journal?acte=role.changed")).ShouldShow("Exporter le journal (CSV)");

        var all = (await exporter.GetAsync("/admin/journal/export")).ShouldBe(HttpStatusCode.OK);
        var some = await exporter.GetAsync("/admin/journal/export?acte=role.removed");

        Assert.StartsWith("text/csv", all.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(3, all.Source.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(";=", all.Source, StringComparison.Ordinal);
        Assert.Contains("Écluse", Assert.Single(some.Source.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_content_is_told_with_the_decision()
    {
        await site.AddTenantAsync("commana2", "Commana");
        var entry = await WriteAsync("commana2.localhost", "role.changed", "Four", payload: new { nom = "À oublier" });
        await using (var scope = site.Enter("commana2.localhost"))
            await scope.Services.GetRequiredService<Journal>().EraseAsync(entry, "demande de la personne");
        var reader = await site.SignInAsync("commana2.localhost", "Lecteur", KernelPermissions.ViewAuditTrail);

        var page = (await reader.GetAsync($"/admin/journal/{entry}")).ShouldShow("effacé par décision").ShouldNotShow("À oublier");

        (await page.FollowAsync("Lire la décision")).ShouldShow("Contenu d’une entrée effacé", "demande de la personne");
    }

    private static IReadOnlyList<string> Acts(Page page) => [.. page.Document.QuerySelectorAll("tbody th").Select(th => th.TextContent.Trim())];

    private async Task<string> WriteAsync(string host, string act, string subject, string? actor = null, object? payload = null)
    {
        string entry;
        await using (var scope = site.Enter(host))
        {
            entry = scope.Services.GetRequiredService<Journal>().Append(act, "role", subject, payload ?? new { }, actor).EntryId;
            await scope.Db.SaveChangesAsync();
        }

        await site.SignJournalAsync();
        return entry;
    }
}
