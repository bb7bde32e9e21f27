using System.Net;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Tests.Plis;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>What no click may interrupt: a salle des marchés in which companies answer.</summary>
public sealed class RunningTests
{
    [Fact]
    public async Task The_salle_stays_on_while_a_consultation_receives_plis_or_keeps_them_closed()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var admin = await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner);
        var portal = await site.SignInAsync("localhost", "Admin Portail", KernelPermissions.SiteOwner);
        await (await site.SignedUpAsync("Une Entreprise")).DepositAsync(salle);

        await RefusedAsync(admin, "/admin/services", "Désactiver Marchés publics", salle.Reference);
        var needed = await site.Services.GetRequiredService<TenantRegister>().DisableAsync(site.TenantOf(salle.Host), ["Megalis.Search"]);
        Assert.Contains(salle.Reference, needed?.ToString(), StringComparison.Ordinal);
        await RefusedAsync(portal, "/admin/services", "Désactiver Marchés publics", salle.Reference);
        await RefusedAsync(portal, "/admin/collectivites?q=" + site.TenantOf(salle.Host).Name, "Fermer", salle.Reference);
        (await site.Visit().GetAsync($"/marches/{salle.Reference}")).ShouldBe(HttpStatusCode.OK);

        site.Clock.Set((await salle.DeadlineAsync()).AddMinutes(1));
        await RefusedAsync(admin, "/admin/services", "Désactiver Marchés publics", salle.Reference);
        await (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/sans-suite")).Form("Déclarer sans suite").Fill("Motif", "Budget revu").SubmitAsync();
        (await (await admin.GetAsync("/admin/services")).Form("Désactiver Marchés publics").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est désactivé");
        (await (await portal.GetAsync("/admin/collectivites?q=" + site.TenantOf(salle.Host).Name)).Form("Fermer").SubmitAsync()).ShouldShow("est fermé");
    }

    private static async Task RefusedAsync(SiteClient client, string path, string button, string reference) =>
        (await (await client.GetAsync(path)).Form(button).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("La salle des marchés reste en service", reference);
}
