using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests;

/// <summary>The ways in and one's account, in a browser: axe finds nothing, nothing sticks out, and the way to a tenant is not stopped by the CSP.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AccountPagesTests(Chromium chromium, SiteFixture site)
{
    private const string Password = "quatre mots au hasard";

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_company_signs_up_looks_at_its_account_and_signs_out(int width)
    {
        await using var person = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        var page = await person.NewPageAsync();
        await SeeAsync(page, "/connexion");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Créer un compte" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Créer le compte" }).ClickAsync();
        await CheckAsync(page);

        await page.GetByLabel("Prénom et nom").FillAsync("Yann Kerbrat");
        await page.GetByLabel("Adresse électronique").FillAsync($"yann{width}@menuiserie.example");
        await page.GetByLabel("Mot de passe").FillAsync(Password);
        await page.GetByLabel("Numéro SIRET").FillAsync(width == 360 ? "35600000000048" : "73282932000074");
        await page.GetByLabel("Nom ou raison sociale").FillAsync("Menuiserie Kerbrat");
        await page.GetByRole(AriaRole.Button, new() { Name = "Créer le compte" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Mon équipe", Level = 1 })).ToBeVisibleAsync();
        await CheckAsync(page);
        foreach (var path in new[] { "/entreprise", "/compte", "/compte/mot-de-passe", "/compte/adresse", "/compte/double-authentification", "/compte/sessions", "/compte/mes-donnees" })
            await SeeAsync(page, path);
        await SeeAsync(page, "/deconnexion");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fermer la session" }).ClickAsync();
        await SeeAsync(page, "/compte");
        Assert.Contains("/connexion", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Accounts_and_roles_of_a_tenant_are_readable_by_all(int width)
    {
        var name = $"comptes{width}";
        await site.AddTenantAsync(name, "Commune des comptes");
        var admin = await site.SignInAsync($"{name}.localhost", "Admin", KernelPermissions.ManageUsers, KernelPermissions.ManageRoles, KernelPermissions.AccessDesk);
        await using var person = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        await person.TakeSessionOfAsync(admin);
        var page = await person.NewPageAsync();

        foreach (var path in new[] { "/admin/comptes", "/admin/comptes/inviter", "/admin/roles", "/admin/roles/nouveau" })
            await SeeAsync(page, path, $"{name}.localhost");
    }

    [Fact]
    public async Task The_sign_in_form_of_a_tenants_visitor_ends_on_the_tenants_page()
    {
        await site.AddTenantAsync("passage", "Commune du passage");
        await using var person = await chromium.OpenAsync();
        var page = await person.NewPageAsync();
        await page.GotoAsync(new Uri(site.Visit().Home, "/inscription").AbsoluteUri);
        await page.GetByLabel("Prénom et nom").FillAsync("Anne Le Goff");
        await page.GetByLabel("Adresse électronique").FillAsync("anne@passage.example");
        await page.GetByLabel("Mot de passe").FillAsync(Password);
        await page.GetByLabel("Numéro SIRET").FillAsync("11111111800019");
        await page.GetByLabel("Nom ou raison sociale").FillAsync("Le Goff");
        await page.GetByRole(AriaRole.Button, new() { Name = "Créer le compte" }).ClickAsync();
        await person.ClearCookiesAsync();

        await page.GotoAsync(new Uri(site.Visit("passage.localhost").Home, "/connexion?retour=/accessibilite").AbsoluteUri);
        await page.GetByLabel("Adresse électronique").FillAsync("anne@passage.example");
        await page.GetByLabel("Mot de passe").FillAsync(Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();

        await page.WaitForURLAsync("**/accessibilite");
        Assert.Equal("passage.localhost", new Uri(page.Url).Host);
        await Assertions.Expect(page.GetByText("Anne Le Goff").First).ToBeVisibleAsync();
    }

    private async Task SeeAsync(IPage page, string path, string host = "localhost")
    {
        await page.GotoAsync(new Uri(site.Visit(host).Home, path).AbsoluteUri);
        await CheckAsync(page);
    }

    private static async Task CheckAsync(IPage page)
    {
        await page.AssertAccessibleAsync();
        await page.AssertNoSidewaysScrollAsync();
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }
}
