using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

/// <summary>The menu and the rights of visitors are kept in memory: a change must be seen all the same, on every node.</summary>
public sealed class FrameMemoryTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    /// <summary>A page that is made at each request: it is no kept page that is tested here.</summary>
    private const string MadeEachTime = "/actualites?q=rien";

    private const string Right = "EditContent";

    [Fact]
    public async Task A_change_of_the_menu_and_of_visitors_rights_is_seen_by_the_next_request()
    {
        var host = await site.NewSiteAsync();
        (await site.Visit(host).GetAsync(MadeEachTime)).ShouldNotShow("Piscine");
        Assert.False(await MayVisitorsAsync(site, host));

        await AddToMenuAsync(host, "Piscine", "/piscine");
        await GiveVisitorsAsync(site, host, Right);

        (await site.Visit(host).GetAsync(MadeEachTime)).ShouldShow("Piscine");
        Assert.True(await MayVisitorsAsync(site, host));
        await GiveVisitorsAsync(site, host, "");
        Assert.False(await MayVisitorsAsync(site, host));
    }

    [Fact]
    public async Task A_service_that_is_switched_off_takes_its_entry_out_of_the_menu_at_once()
    {
        var host = await site.NewSiteAsync();
        await AddToMenuAsync(host, "Nos achats", "/marches");
        (await site.Visit(host).GetAsync(MadeEachTime)).ShouldShow("Nos achats");
        var admin = await site.SignInAsync(host, "Anne Le Goff", "ManageFeatures");

        await (await admin.GetAsync("/admin/services")).Form("Désactiver Marchés publics").SubmitAsync();

        (await site.Visit(host).GetAsync(MadeEachTime)).ShouldNotShow("Nos achats");
    }

    [Fact]
    public async Task A_right_that_is_given_and_taken_on_one_node_is_so_on_the_other()
    {
        await using var one = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var two = await one.StartAnotherNodeAsync();
        var host = await one.NewSiteAsync();
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(two.TenantOf(host).Hosts.Contains(host) && two.TenantOf(host).Has("Megalis.News"))));
        foreach (var given in new[] { true, false, true })
        {
            await GiveVisitorsAsync(one, host, given ? Right : "");
            Assert.Equal(given, await MayVisitorsAsync(one, host));
            Assert.True(await Eventually.TrueAsync(async () => await MayVisitorsAsync(two, host) == given));
        }
    }

    private static async Task<bool> MayVisitorsAsync(SiteFixture on, string host)
    {
        await using var scope = on.Enter(host);
        return await scope.Services.GetRequiredService<CurrentUser>().MayAsync(Right);
    }

    private static async Task GiveVisitorsAsync(SiteFixture on, string host, string permissions)
    {
        await using var scope = on.Enter(host);
        var role = await scope.Db.Set<Role>().SingleAsync(r => r.Name == Role.Anonymous);
        role.Permissions = permissions;
        scope.Services.GetRequiredService<ChangeLog>().Add(ChangeKinds.Role, role.Name);
        await scope.Db.SaveChangesAsync();
    }

    private async Task AddToMenuAsync(string host, string name, string url)
    {
        await using var scope = site.Enter(host);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var menu = (await content.Query().Where(row => row.ContentType == "Menu" && row.Published).ToListAsync()).Single().ToItem();
        menu.Json["MenuItemsListPart"]!["MenuItems"]!.AsArray().Add(new JsonObject
        {
            ["ContentItemId"] = "entree-" + url.Trim('/'),
            ["ContentType"] = "LinkMenuItem",
            ["DisplayText"] = name,
            ["LinkMenuItemPart"] = new JsonObject { ["Url"] = url },
        });
        Assert.IsType<ContentSaved.Done>(await content.PublishAsync(menu, ContentAuthor.System));
    }
}
