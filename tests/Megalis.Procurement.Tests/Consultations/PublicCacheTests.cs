using System.Net;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>The salle des marchés is read from memory, and never says what is not so any more.</summary>
public sealed class PublicCacheTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_act_of_the_acheteur_is_seen_by_the_next_visitor_of_the_portal_and_of_his_site(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        await site.Visit().GetAsync("/marches");
        await site.Visit(host).GetAsync("/marches");
        var reference = await Acheteur.PublishedAsync(client, "Bardage de la halle");

        foreach (var visitor in new[] { site.Visit(), site.Visit(host) })
        {
            (await visitor.GetAsync("/marches")).ShouldShow("Bardage de la halle");
            (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Bardage de la halle").ShouldNotShow("Réponse du", "sans suite");
            Assert.Contains(reference, (await visitor.GetAsync("/marches/flux.rss")).Source, StringComparison.Ordinal);
        }

        await (await client.GetAsync($"/achats/{reference}/sans-suite")).Form("Déclarer sans suite").Fill("Motif", "Le besoin a disparu.").SubmitAsync();

        foreach (var visitor in new[] { site.Visit(), site.Visit(host) })
        {
            (await visitor.GetAsync("/marches")).ShouldNotShow("Bardage de la halle");
            (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Cette consultation est sans suite", "Le besoin a disparu.");
        }
    }

    [Fact]
    public async Task Nothing_is_kept_beyond_the_instant_of_the_deadline()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true });
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Voirie du bourg", "2027-03-31T12:00");
        var deadline = new DateTimeOffset(2027, 3, 31, 10, 0, 0, TimeSpan.Zero);
        var visitor = site.Visit();
        string[] pages = ["/marches", $"/marches/{reference}"];
        await site.WhenIndexedAsync();

        site.Clock.Set(deadline.AddSeconds(-30));
        foreach (var path in pages)
        {
            (await visitor.GetAsync(path)).ShouldShow("encore moins d’une minute");
            Assert.True(IsKept(await visitor.GetAsync(path)), path);
        }

        site.Clock.Set(deadline);
        foreach (var path in pages)
            Assert.False(IsKept((await visitor.GetAsync(path)).ShouldNotShow("encore moins", "La date limite est passée")), path);
        site.Clock.Set(deadline.AddTicks(10));

        (await visitor.GetAsync("/marches")).ShouldShow("Aucune consultation");
        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("La date limite est passée", "Déposer un pli hors délai");
    }

    [Fact]
    public async Task The_servers_clock_on_the_page_and_what_remains_are_right_to_the_minute()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true });
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, deadline: "2027-03-31T12:00");
        var visitor = site.Visit();
        site.Clock.Set(new DateTimeOffset(2027, 3, 31, 8, 14, 50, TimeSpan.Zero));
        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Il est 10 h 14 au serveur", "encore 1 h 45 min");
        Assert.True(IsKept(await visitor.GetAsync($"/marches/{reference}")));

        site.Clock.Advance(TimeSpan.FromSeconds(10));
        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Il est 10 h 15 au serveur", "encore 1 h 45 min");
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Il est 10 h 15 au serveur", "encore 1 h 44 min");
    }

    [Fact]
    public async Task A_buyer_whose_site_closes_leaves_the_portal_at_once()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true });
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Voirie du bourg");
        var visitor = site.Visit();
        (await visitor.GetAsync("/marches")).ShouldShow("Voirie du bourg");
        (await visitor.GetAsync($"/marches/{reference}")).ShouldBe(HttpStatusCode.OK);

        await site.Services.GetRequiredService<TenantRegister>().SetStateAsync(site.TenantOf(host).Id, TenantState.Disabled);

        (await visitor.GetAsync("/marches")).ShouldNotShow("Voirie du bourg");
        (await visitor.GetAsync($"/marches/{reference}")).ShouldBe(HttpStatusCode.NotFound);
        Assert.False(IsKept(await site.Visit(host).GetAsync("/marches")));
    }

    [Fact]
    public async Task Someone_who_deposits_or_buys_is_answered_for_himself()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true });
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await site.Visit(host).GetAsync($"/marches/{reference}");

        Assert.False(IsKept((await client.GetAsync($"/marches/{reference}")).ShouldShow("Se déconnecter")));
        var depositor = site.Visit(host);
        depositor.Cookies.Set(depositor.Home, "__Host-megalis-depots", "anything");
        Assert.False(IsKept(await depositor.GetAsync($"/marches/{reference}")));
        Assert.True(IsKept((await site.Visit(host).GetAsync($"/marches/{reference}")).ShouldNotShow("Se déconnecter")));
    }

    /// <summary>A kept page says how many seconds ago it was made.</summary>
    private static bool IsKept(Page page) => page.Headers.ContainsKey("Age");
}
