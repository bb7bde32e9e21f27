using System.Net;
using Megalis.Procurement.Data;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>Social and environmental considerations, from the form to what everybody reads.</summary>
public sealed class ConsiderationTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_ticked_is_read_by_everybody_and_stands_in_the_table_of_the_list(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, _) = await site.AtWorkAsync();
        var form = (await Acheteur.FilledFormAsync(client, "Entretien des sentiers")).Check("Clause sociale").Check("Marché réservé").Check("Critère environnemental");
        var draft = await form.Attach("Dossier de consultation (DCE)", "CCTP.pdf", [1, 2, 3]).SubmitAsync();
        draft.ShouldShow("Clause sociale, Marché réservé, Critère environnemental");
        var reference = draft.Url.Segments[^1];
        await (await client.GetAsync($"/achats/{reference}/publier")).ShouldShow("Clause sociale, Marché réservé, Critère environnemental").Form("Publier maintenant").SubmitAsync();

        var visitor = site.Visit();
        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Considérations sociales", "Clause sociale, Marché réservé", "Considérations environnementales", "Critère environnemental");
        var csv = (await visitor.GetAsync("/marches?handler=csv&q=sentiers")).ShouldBe(HttpStatusCode.OK).Source;
        Assert.Contains("Considérations environnementales", csv, StringComparison.Ordinal);
        Assert.Contains("Clause sociale, Marché réservé", csv, StringComparison.Ordinal);
        await using var scope = site.Enter();
        var row = await scope.Db.Set<ConsultationPublic>().SingleAsync(p => p.Reference == reference);
        Assert.Equal(("ClauseSociale MarcheReserve", "CritereEnvironnemental"), (row.ConsiderationsSociales, row.ConsiderationsEnvironnementales));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_a_tick_nothing_is_said_and_a_correction_stands_in_the_history(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Nettoyage de la mairie");
        var visitor = site.Visit();
        (await visitor.GetAsync($"/marches/{reference}")).ShouldNotShow("Considérations sociales", "Considérations environnementales");

        await (await client.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Check("Critère social").SubmitAsync();

        (await visitor.GetAsync($"/marches/{reference}"))
            .ShouldShow("Considérations sociales : « Pas de considération sociale » devient « Critère social ».").ShouldNotShow("Considérations environnementales");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_edits_keep_both_considerations(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var colleague = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Edit);
        var reference = await Acheteur.DraftAsync(client);
        var mine = await client.GetAsync($"/achats/{reference}/modifier");
        await (await colleague.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Check("Clause sociale").SubmitAsync();

        var page = await mine.Form("Enregistrer").Check("Clause environnementale").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Clause sociale, Clause environnementale", "considérations sociales");
    }
}
