using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>A site with five open consultations and a draft.</summary>
public sealed class SearchedSite : IAsyncLifetime
{
    public SiteFixture Site { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Site = await SiteFixture.StartAsync();
        var (client, _) = await Site.AtWorkAsync();
        await PublishAsync(client, "Réfection de la toiture de l’école", "Vannes", "45261210");
        await PublishAsync(client, "Toitures du gymnase", "Vannes", "45261900");
        await PublishAsync(client, "Ravalement de la façade de la mairie", "Vannes", "45443000");
        await PublishAsync(client, "Électricité de l’école Jules-Ferry", "Vannes", "45311200");
        await PublishAsync(client, "Entretien des espaces verts", "Quimper", "77310000");
        await Acheteur.DraftAsync(client, "Brouillon de toiture");
        await Site.WhenIndexedAsync();
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    private static async Task PublishAsync(SiteClient client, string objet, string commune, string cpv)
    {
        var form = await Acheteur.FilledFormAsync(client, objet);
        var page = await form.Fill("Commune où le marché s’exécute", commune).Fill("Code CPV principal", cpv)
            .Attach("Dossier de consultation (DCE)", "RC.pdf", [1, 2, 3]).SubmitAsync();
        page = await page.FollowAsync("Relire et publier");
        (await page.Form("Publier maintenant").SubmitAsync()).ShouldShow("est publiée");
    }
}
