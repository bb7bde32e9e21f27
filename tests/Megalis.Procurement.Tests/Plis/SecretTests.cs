using System.Net;
using System.Text.RegularExpressions;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>
/// Before the deadline nobody but the depositor knows that a pli exists (CCP R. 2132-9): every page and endpoint of the
/// whole application is read by every kind of person before and after a deposit, and must read the same.
/// </summary>
public sealed partial class SecretTests
{
    private const string Marker = "Kanari";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_page_feed_register_log_or_mail_tells_anybody_of_a_pli_before_the_deadline(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var depositor = await site.SignedUpAsync($"{Marker} Déposant");
        var people = await PeopleAsync(site, salle);
        // The first tour leaves its own traces (retraits, sessions); from then on nothing may change.
        var ids = new Dictionary<string, string> { ["reference"] = salle.Reference };
        await TourAsync(site, people, ids);
        var before = await TourAsync(site, people, ids);
        Assert.True(before.Count > 150, $"Only {before.Count} pages were read.");

        var page = await depositor.StartAsync(salle);
        ids["depot"] = page.Url.Segments[^1];
        page = await page.SendAsync($"{Marker} prix.pdf", $"{Marker} contenu");
        page = await page.Form("Continuer : relire").SubmitAsync();
        page = (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", Marker);
        await site.MailsAsync();
        var pli = Assert.Single(await salle.PlisAsync());
        (ids["pli"], ids["file"]) = (pli.Id, pli.Files[0].Id);
        // The step back is the preparation's: the same addresses are asked as before, and those of the pli.
        var after = await TourAsync(site, people, ids);

        foreach (var (address, text) in after)
        {
            Assert.True(CountOf(Marker, text) == CountOf(Marker, before.GetValueOrDefault(address, "")), $"{address} names the depositor.\n{text}");
            Assert.DoesNotContain(pli.EntryId, text, StringComparison.Ordinal);
            // The journal lists the tour's own traces (retraits, exports); JournalTests compares it.
            if (!address.Contains("/admin/journal", StringComparison.Ordinal) && before.TryGetValue(address, out var then))
                Assert.True(then == text, $"{address} reads otherwise since the deposit.\n--- before\n{then}\n--- after\n{text}");
        }

        Assert.DoesNotContain(site.Log.Lines, line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase));
        Assert.All(await site.MailsAsync(), mail => Assert.True(mail.To == Deposant.Email($"{Marker} Déposant") || !mail.ToString().Contains(Marker, StringComparison.OrdinalIgnoreCase), $"A mail to {mail.To} tells of the pli."));
        await using var scope = site.Enter(salle.Host);
        Assert.DoesNotContain(await scope.Services.GetRequiredService<Journal>().OfAsync(ConsultationActs.Subject, pli.ConsultationId), e => e.Act.StartsWith("pli.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_took_the_dce_without_a_name_and_deposited_learns_of_the_end_and_no_page_of_the_buyer_shows_it()
    {
        await using var site = await SiteFixture.StartAsync();
        var (with, without) = (await site.SalleAsync("Halle"), await site.SalleAsync("Halle"));
        var depositor = await site.SignedUpAsync($"{Marker} Déposant");
        await depositor.GetAsync($"/marches/{with.Reference}/dce/dossier.zip");
        await depositor.GetAsync($"/marches/{without.Reference}/dce/dossier.zip");
        await depositor.DepositAsync(with);

        var pages = new List<string>();
        foreach (var salle in new[] { with, without })
        {
            var cancel = await (await salle.Buyer.GetAsync($"/achats/{salle.Reference}")).FollowAsync("Déclarer sans suite");
            var after = await cancel.Form("Déclarer sans suite").Fill("Motif", "Budget revu").SubmitAsync();
            await site.WhenQuietAsync();
            var read = new List<Page> { cancel, after };
            foreach (var path in new[] { $"/achats/{salle.Reference}", $"/achats/{salle.Reference}/retraits", $"/achats/{salle.Reference}/questions", $"/achats/{salle.Reference}/depots", "/bureau" })
                read.Add(await salle.Buyer.GetAsync(path));
            pages.Add(string.Join("\n", read.Select(p => p.Text)).Replace(salle.Reference, "X", StringComparison.Ordinal).Replace(site.TenantOf(salle.Host).DisplayName, "Y", StringComparison.Ordinal));
        }

        Assert.Equal(pages[1], pages[0]);
        Assert.Contains("personne du registre", pages[0], StringComparison.Ordinal);
        var mail = Assert.Single(await site.MailsAsync(Deposant.Email($"{Marker} Déposant")), m => m.Subject == "Consultation sans suite : Halle");
        Assert.Contains("Vous avez déposé un pli", mail.Text, StringComparison.Ordinal);
        Assert.False(mail.Headers.ContainsKey("List-Unsubscribe"));
    }

    [Fact]
    public async Task The_register_of_deposits_opens_after_the_deadline_and_not_before()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", $"{Marker} Déposant")).DepositAsync(salle);
        var holder = await salle.HolderAsync("Anne Secrétaire");
        var path = $"/achats/{salle.Reference}/depots";

        site.Clock.Set(await salle.DeadlineAsync());
        (await holder.GetAsync(path)).ShouldShow("Le registre est fermé").ShouldNotShow(Marker, "CSV");
        (await holder.GetAsync(path + "?handler=csv")).ShouldBe(HttpStatusCode.NotFound);
        site.Clock.Advance(TimeSpan.FromMicroseconds(1));

        (await holder.GetAsync(path)).ShouldShow($"{Marker} Déposant", "Fermé");
        Assert.Contains($"{Marker} Déposant", (await holder.GetAsync(path + "?handler=csv")).Source, StringComparison.Ordinal);
        // Who deposited is known now; what, only once it is opened.
        (await holder.GetAsync(path)).ShouldNotShow("offre.pdf");
    }

    /// <summary>People of the fixture have no account row: their own pages answer 500, each with a reference of its own, as every refusal in JSON has.</summary>
    [GeneratedRegex("""donnez cette référence : \S+|"traceId":"[^"]+""")]
    private static partial Regex ReferenceOfError();

    /// <summary>Who signed up is no secret, and stands where it stood before.</summary>
    private static int CountOf(string word, string text) => text.Split(word, StringSplitOptions.None).Length - 1 + text.Split(word.ToLowerInvariant(), StringSplitOptions.None).Length - 1;

    private static async Task<IReadOnlyDictionary<string, SiteClient>> PeopleAsync(SiteFixture site, Salle salle)
    {
        await site.AddTenantAsync("voisine", "Voisine");
        return new Dictionary<string, SiteClient>
        {
            ["a visitor of the portal"] = site.Visit(),
            ["a visitor of the buyer's site"] = site.Visit(salle.Host),
            ["the administrator of the portal"] = await site.SignInAsync("localhost", "Admin Portail", KernelPermissions.SiteOwner),
            ["the buyer with every right"] = await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner),
            ["the neighbour's administrator"] = await site.SignInAsync("voisine.localhost", "Admin Voisine", KernelPermissions.SiteOwner),
            ["another company"] = await site.SignedUpAsync("Concurrent Direct"),
        };
    }

    /// <summary>What each person reads at each address that answers GET, by person and address.</summary>
    private static async Task<Dictionary<string, string>> TourAsync(SiteFixture site, IReadOnlyDictionary<string, SiteClient> people, Dictionary<string, string> ids)
    {
        var addresses = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { } m || m.HttpMethods.Contains("GET"))
            .Where(e => e.RoutePattern.RawText is { } raw && !raw.StartsWith("_content", StringComparison.Ordinal) && !raw.Contains('.', StringComparison.Ordinal) | raw.EndsWith(".pdf", StringComparison.Ordinal))
            .SelectMany(e => AddressesOf(e.RoutePattern, ids)).Distinct().Where(a => !a.Contains("deconnexion", StringComparison.Ordinal)).Order().ToList();
        var read = new Dictionary<string, string>();
        foreach (var (who, client) in people)
            foreach (var address in addresses)
            {
                var page = await client.GetAsync(address);
                read[$"{who}, {address}"] = $"{(int)page.Status} {ReferenceOfError().Replace(page.Document.Body is { } body && page.Text.Length > 0 ? page.Text : page.Source, "")}";
            }

        return read;
    }

    /// <summary>With the ids of the consultation and its pli where the route has such a place; and the CSV of each page that may have one.</summary>
    private static IEnumerable<string> AddressesOf(RoutePattern pattern, Dictionary<string, string> ids)
    {
        var path = "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => ids.GetValueOrDefault(parameter.Name, parameter.ParameterPolicies.Any(p => p.Content is "int" or "long") ? "1" : new string('0', 26)),
            _ => "",
        }))));
        return [path, path + "?handler=csv"];
    }
}
