using System.Text;
using Megalis.Kernel.Recipes.Running;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.LoadConsultations;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class RecipeTests(SiteFixture site) : IClassFixture<SiteFixture>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recipe_publishes_what_the_portal_then_shows()
    {
        var (client, host) = await site.AtWorkAsync();

        var outcome = await RunAsync(host, """
            { "Objet": "Recette toiture", "Nature": "Travaux", "Commune": "Vannes", "Deadline": "+12d12h", "Files": [ "RC.pdf" ],
              "Lots": [ { "Objet": "Couverture", "Cpv": "45261210" } ], "ConsiderationsSociales": [ "Clause sociale" ], "ConsiderationsEnvironnementales": [ "critere environnemental" ],
              "Questions": [ { "Text": "Visite ?", "Email": "a@b.example", "Answer": "Oui." } ], "Retraits": [ { "Entreprise": "Le Goff", "Email": "a@b.example" } ] },
            { "Objet": "Recette repas", "Nature": "Fournitures", "Departement": "29", "Deadline": "-3d16h30", "Files": [ "RC.pdf" ] },
            { "Objet": "Recette brouillon", "Draft": true }
            """);

        Assert.Empty(outcome.Errors);
        var visitor = site.Visit();
        (await visitor.GetAsync("/marches?q=recette")).ShouldShow("1 consultation", "Recette toiture");
        (await visitor.GetAsync("/marches?q=recette&etat=closes")).ShouldShow("Recette repas");
        // 1 March 2027 is a Monday: the thirteenth is a Saturday, so that the deadline waits for Monday the fifteenth.
        var page = await (await visitor.GetAsync("/marches?q=recette")).FollowAsync("Recette toiture");
        page.ShouldShow("lundi 15 mars 2027 à 12 h 00 (heure de Paris)", "Lot 1", "Couverture", "Clause sociale", "Critère environnemental", "Visite ?", "Oui.");
        var pdf = await (await page.FollowAsync("Télécharger le dossier")).FollowAsync("RC.pdf");
        Assert.StartsWith("%PDF-1.4", pdf.Source, StringComparison.Ordinal);
        (await client.GetAsync("/achats")).ShouldShow("Recette brouillon", "Plis à ouvrir", "Recette toiture");
    }

    [Fact]
    public async Task Run_twice_it_adds_nothing()
    {
        var (_, host) = await site.AtWorkAsync();
        const string one = """{ "Objet": "Deux fois", "Nature": "Travaux", "Departement": "22", "Deadline": "+12d12h", "Files": [ "RC.pdf" ] }""";

        await RunAsync(host, one);
        await RunAsync(host, one);

        await using var scope = site.Enter(host);
        Assert.Equal(1, await scope.Db.Set<Consultation>().CountAsync());
    }

    [Theory]
    [InlineData("""{ "Objet": "x", "Nature": "Travail", "Departement": "22", "Deadline": "+12d12h", "Files": [ "RC.pdf" ] }""", "« Travail » n’est pas dans la liste : Travaux, Fournitures, Services.")]
    [InlineData("""{ "Objet": "x", "Nature": "Travaux", "Departement": "22", "Deadline": "demain", "Files": [ "RC.pdf" ] }""", "« demain » n’est pas un instant")]
    [InlineData("""{ "Objet": "x", "Nature": "Travaux", "Departement": "22", "Deadline": "+12d12h" }""", "Ajoutez au moins un fichier")]
    [InlineData("""{ "Objet": "x", "Nature": "Travaux", "Commune": "Nantes", "Deadline": "+12d12h", "Files": [ "RC.pdf" ] }""", "« Nantes »")]
    [InlineData("""{ "Objet": "x", "Nature": "Travaux", "Departement": "22", "Deadline": "+12d12h", "Files": [ { "Path": "absent.pdf" } ] }""", "absent.pdf")]
    public async Task What_a_screen_would_refuse_is_an_error_with_its_line_and_nothing_is_done(string consultation, string sentence)
    {
        var (_, host) = await site.AtWorkAsync();

        var outcome = await RunAsync(host, consultation);

        Assert.Contains(outcome.Errors, e => e.Message.Contains(sentence, StringComparison.Ordinal) && e.Line > 0);
        await using var scope = site.Enter(host);
        Assert.Equal(0, await scope.Db.Set<Consultation>().CountAsync());
    }

    [Theory]
    [InlineData("+12d12h", "2027-03-15T11:00:00Z")]
    [InlineData("+1d9h30", "2027-03-02T08:30:00Z")]
    [InlineData("-1d", "2027-02-28T11:00:00Z")]
    [InlineData("+30d12h", "2027-03-31T10:00:00Z")]
    [InlineData("12d12h", null)]
    [InlineData("+1d25h", null)]
    [InlineData("", null)]
    public void A_relative_instant_is_a_clock_time_in_Paris(string text, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), RelativeInstant.Read(text, site.Clock.GetUtcNow()));

    [Fact]
    public void A_sample_document_is_a_PDF_whose_table_leads_to_its_objects()
    {
        var text = Encoding.Latin1.GetString(SampleDocument.Pdf("L’école (bât. A)", "Un paragraphe " + string.Concat(Enumerable.Repeat("assez long ", 20))));

        var start = int.Parse(text[(text.IndexOf("startxref\n", StringComparison.Ordinal) + 10)..text.IndexOf("\n%%EOF", StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith("xref\n0 6\n", text[start..], StringComparison.Ordinal);
        foreach (var (line, i) in text[start..].Split('\n').Skip(3).Take(5).Select((l, i) => (l, i)))
            Assert.StartsWith($"{i + 1} 0 obj", text[int.Parse(line[..10], System.Globalization.CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
        Assert.Contains("(L'école \\(bât. A\\)) Tj", text, StringComparison.Ordinal);
    }

    private async Task<RecipeOutcome> RunAsync(string host, string consultations)
    {
        var file = _folder.Write("essai.recipe.json", $$"""{ "name": "Essai", "steps": [ { "name": "Consultations", "Consultations": [ {{consultations}} ] } ] }""");
        await using var scope = site.Enter(host);
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, null);
    }
}
