using System.Net;
using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>Who may open, when, and what is readable then; on both databases where two act at once.</summary>
public sealed class OuvertureTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_holders_present_open_the_plis_after_the_deadline_and_both_clicks_are_one_opening(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle, "offre été.pdf", "Notre offre");
        var (secretary, mayor) = (await salle.HolderAsync("Anne Secrétaire"), await salle.HolderAsync("Paul Maire"));

        (await secretary.GetAsync(salle.Ouverture)).ShouldShow("Les plis sont encore fermés").ShouldNotShow("Ouvrir les plis", "Yann");
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        (await (await secretary.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync()).ShouldShow("Qui est là : 1 sur 2", "Il manque encore une personne");
        (await (await mayor.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync()).ShouldShow("Qui est là : 2 sur 2");
        var pages = await Task.WhenAll(secretary.GetAsync(salle.Ouverture), mayor.GetAsync(salle.Ouverture));
        var answers = await Task.WhenAll(pages.Select(p => p.Form("Ouvrir les plis").SubmitAsync()));

        Assert.All(answers, a => a.ShouldBe(HttpStatusCode.OK).ShouldShow("Procès-verbal", "Anne Secrétaire", "Paul Maire", "Pli n° 1 : Yann Kerbrat", "offre été.pdf"));
        await using var scope = site.Enter(salle.Host);
        var pli = Assert.Single(await salle.PlisAsync());
        Assert.Single(await scope.Services.GetRequiredService<Journal>().OfAsync(ConsultationActs.Subject, pli.ConsultationId), e => e.Act == PliActs.Opened);
        var file = await answers[0].FollowAsync("offre été.pdf");
        Assert.Equal("Notre offre", file.Source);
        Assert.Equal("application/octet-stream", file.Headers["Content-Type"]);
        Assert.StartsWith("attachment", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''offre%20%C3%A9t%C3%A9.pdf", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
        Assert.Single(await scope.Services.GetRequiredService<Journal>().OfAsync(ConsultationActs.Subject, pli.ConsultationId), e => e.Act == PliActs.Read);
    }

    [Fact]
    public async Task Nobody_opens_alone_before_time_twice_or_without_the_right()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle);
        var secretary = await salle.HolderAsync("Anne Secrétaire");
        var token = await TokenAsync(secretary, salle);

        // Before the deadline, with the page's own token and tools.
        (await PostAsync(secretary, salle, "Present", token)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Les plis ne s’ouvrent qu’après la date limite");
        (await PostAsync(secretary, salle, "Open", token)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        (await PostAsync(secretary, salle, "Open", token)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Confirmez d’abord votre présence");
        var clicks = await Task.WhenAll(PostAsync(secretary, salle, "Present", token), PostAsync(secretary, salle, "Present", token));
        Assert.All(clicks, c => c.ShouldBe(HttpStatusCode.OK).ShouldShow("Qui est là : 1 sur 2"));
        (await PostAsync(secretary, salle, "Open", token)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Personnes nécessaires à l’ouverture : 2 ; présentes : 1");

        (await salle.Buyer.GetAsync(salle.Ouverture)).ShouldBe(HttpStatusCode.Forbidden);
        await site.AddTenantAsync("ailleurs", "Ailleurs");
        var stranger = await site.SignInAsync("ailleurs.localhost", "Louise Ailleurs", ProcurementPermissions.Open, ProcurementPermissions.View);
        foreach (var path in new[] { salle.Ouverture, $"/achats/{salle.Reference}/depots", $"/achats/{salle.Reference}/ouverture/proces-verbal.pdf" })
            (await stranger.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
        Assert.Null(Assert.Single(await salle.PlisAsync()).OpenedAt);
        (await secretary.GetAsync($"/achats/{salle.Reference}/ouverture/proces-verbal.pdf")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_presence_of_yesterday_does_not_count()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var (secretary, mayor) = (await salle.HolderAsync("Anne Secrétaire"), await salle.HolderAsync("Paul Maire"));
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        await (await secretary.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync();

        site.Clock.Advance(TimeSpan.FromHours(5));

        (await (await mayor.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync()).ShouldShow("Qui est là : 1 sur 2").ShouldNotShow("Anne Secrétaire");
    }

    [Fact]
    public async Task Who_may_open_no_more_is_present_no_more()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle);
        var (secretary, mayor) = (await salle.HolderAsync("Anne Secrétaire"), await salle.HolderAsync("Paul Maire"));
        var token = await TokenAsync(secretary, salle);
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        foreach (var holder in new[] { secretary, mayor })
            await (await holder.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync();
        await using (var scope = site.Enter(salle.Host))
        {
            var gone = (await scope.Db.Set<Presence>().SingleAsync(p => p.Name == "Paul Maire")).AccountId;
            await scope.Db.DeleteWhereAsync<Membership>(m => m.AccountId == gone);
        }

        (await secretary.GetAsync(salle.Ouverture)).ShouldShow("Qui est là : 1 sur 2").ShouldNotShow("Paul Maire");
        (await PostAsync(secretary, salle, "Open", token)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("présentes : 1");
        Assert.Null(Assert.Single(await salle.PlisAsync()).OpenedAt);
    }

    [Fact]
    public async Task One_person_opens_a_procedure_adaptee_for_a_reason_that_the_journal_keeps()
    {
        await using var site = await SiteFixture.StartAsync();
        var (buyer, host) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(buyer);
        var edit = (await buyer.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer");
        await edit.Fill("Personnes nécessaires", "1 personne (procédure adaptée seulement)").Fill("Pourquoi une seule personne", "La secrétaire est seule cette semaine").SubmitAsync();
        (await (await buyer.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync()).ShouldShow("est publiée");
        var salle = new Salle(site, buyer, host, reference);
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle);
        var secretary = await salle.HolderAsync("Anne Secrétaire");
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));

        var page = await (await secretary.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync();
        page = await page.Form("Ouvrir les plis").SubmitAsync();

        page.ShouldShow("Procès-verbal", "La secrétaire est seule cette semaine", "Pli n° 1");
        await using var scope = site.Enter(host);
        var pli = Assert.Single(await salle.PlisAsync());
        var entry = Assert.Single(await scope.Services.GetRequiredService<Journal>().OfAsync(ConsultationActs.Subject, pli.ConsultationId), e => e.Act == PliActs.Opened);
        Assert.Equal("La secrétaire est seule cette semaine", entry.Payload!.Value.GetProperty("reason").GetString());
        Assert.Equal(1, entry.Payload!.Value.GetProperty("quorum").GetInt32());
    }

    [Fact]
    public async Task Late_and_replaced_plis_stay_closed_for_everybody()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Yann Kerbrat");
        await client.DepositAsync(salle, "première.pdf", "1");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.DepositAsync(salle, "seconde.pdf", "2", "remplace le pli ci-dessus");
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromSeconds(1));
        await (await site.SignInAsync("localhost", "Trop Tard")).DepositAsync(salle, "tard.pdf", "3");
        var page = await OpenAsync(salle);

        page.ShouldShow("seconde.pdf", "Hors délai, non ouverts", "Remplacés, non ouverts", "Trop Tard").ShouldNotShow("première.pdf", "tard.pdf");
        var holder = await salle.HolderAsync("Anne Secrétaire");
        var plis = await salle.PlisAsync();
        foreach (var closed in plis.Where(p => p.OpenedAt is null))
            (await holder.GetAsync($"/achats/{salle.Reference}/plis/{closed.Id}/{closed.Files[0].Id}")).ShouldBe(HttpStatusCode.NotFound);
        var register = await holder.GetAsync($"/achats/{salle.Reference}/depots?handler=csv");
        Assert.Equal(4, register.Source.Trim().Split("\r\n").Length);
        Assert.Contains(";Remplacé;", register.Source, StringComparison.Ordinal);
        Assert.Contains(";Ouvert;", register.Source, StringComparison.Ordinal);
        Assert.Contains(";Hors délai;", register.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pli_in_time_that_was_still_on_its_way_is_opened_under_the_same_conditions()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle);
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        await OpenAsync(salle);
        // Its last byte had arrived before the deadline; its transaction came after the opening.
        await using (var scope = site.Enter(salle.Host))
        {
            var first = Assert.Single(await salle.PlisAsync());
            scope.Db.Add(new Pli
            {
                Id = Kernel.Identifiers.Ids.Random(),
                ConsultationId = first.ConsultationId,
                ClientId = "en-route-000000001",
                AccountId = "x",
                DepositorName = "Sur La Route",
                StartedAt = first.StartedAt,
                ReceivedAt = await salle.DeadlineAsync(),
                EntryId = "x",
                LeafHash = "x",
            });
            await scope.Db.SaveChangesAsync();
        }

        site.Clock.Advance(TimeSpan.FromHours(5));
        var (one, two) = (await salle.HolderAsync("Nolwenn Suivante"), await salle.HolderAsync("Yves Second"));
        await (await one.GetAsync(salle.Ouverture)).ShouldShow("Un pli arrivé dans les délais était encore en route").Form("Je confirme ma présence").SubmitAsync();
        var page = await (await two.GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync();
        page = await page.Form("Ouvrir les plis").SubmitAsync();

        page.ShouldShow("Pli n° 2 : Sur La Route").ShouldNotShow("encore en route");
        // Each session answers for its own plis, with its own people and its own hour.
        page.ShouldShow("Présents à l’ouverture n° 1 Anne Secrétaire, Paul Maire", "Présents à l’ouverture n° 2 Nolwenn Suivante, Yves Second", "12 h 01 min 00 s", "17 h 01 min 00 s");
        var pdf = PdfText.Of((await page.FollowAsync("Télécharger le procès-verbal (PDF)")).Body);
        Assert.Contains("17 h 01", pdf.Replace('\u202f', ' '), StringComparison.Ordinal);
        Assert.Contains("Nolwenn Suivante", pdf, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_minutes_are_a_document_too()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await (await site.SignInAsync("localhost", "Yann Kerbrat")).DepositAsync(salle, "offre été.pdf", "Notre offre");
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        var page = await OpenAsync(salle);

        var pdf = await page.FollowAsync("Télécharger le procès-verbal (PDF)");

        Assert.Equal("application/pdf", pdf.Headers["Content-Type"]);
        var text = PdfText.Of(pdf.Body);
        Assert.Contains("Procès-verbal d’ouverture des plis", text, StringComparison.Ordinal);
        Assert.Contains("Anne Secrétaire", text, StringComparison.Ordinal);
        Assert.Contains("Paul Maire", text, StringComparison.Ordinal);
        Assert.Contains("offre été.pdf", text, StringComparison.Ordinal);
        Assert.Contains(Deposant.Hash("Notre offre"), text, StringComparison.Ordinal);
    }

    /// <summary>Two holders, the way of the pages.</summary>
    internal static async Task<Page> OpenAsync(Salle salle)
    {
        Page page = null!;
        foreach (var name in new[] { "Anne Secrétaire", "Paul Maire" })
            page = await (await (await salle.HolderAsync(name)).GetAsync(salle.Ouverture)).Form("Je confirme ma présence").SubmitAsync();
        return (await page.Form("Ouvrir les plis").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Procès-verbal");
    }

    private static async Task<string> TokenAsync(SiteClient client, Salle salle) =>
        (await client.GetAsync($"/marches/{salle.Reference}/depot")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static Task<Page> PostAsync(SiteClient client, Salle salle, string handler, string token) =>
        client.PostAsync($"{salle.Ouverture}?handler={handler}", new StringContent("__RequestVerificationToken=" + Uri.EscapeDataString(token), Encoding.ASCII, "application/x-www-form-urlencoded"));
}
