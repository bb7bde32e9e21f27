using System.Text.Json;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Tests.Decp;

public sealed class ImportDecpTests(BothSites sites) : IClassFixture<BothSites>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_clean_file_is_imported_and_a_second_import_adds_nothing(string database)
    {
        var site = await sites.OnAsync(database);
        var file = folder.Write("decp.json", DecpSamples.File2019(With("A"), With("B")));
        var first = await Verb.RunAsync(site, "decp import", [file, "--json"]);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        AssertCounts(first.Json, read: 2, imported: 2, merged: 0, rejected: 0);
        var rows = await CountAsync(site);
        var second = await Verb.RunAsync(site, "decp import", [file, "--json"]);
        AssertCounts(second.Json, read: 2, imported: 0, merged: 2, rejected: 0);
        Assert.Equal(rows, await CountAsync(site));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Publications_of_one_contract_merge_and_the_newest_speaks(string database)
    {
        var site = await sites.OnAsync(database);
        var old = With("MERGE").Replace("\"montant\": 48250.5", "\"montant\": 1000", StringComparison.Ordinal).Replace("\"formePrix\": \"Ferme\",", "", StringComparison.Ordinal);
        var recent = With("MERGE").Replace("2019-03-01", "2019-04-01", StringComparison.Ordinal)
            .Replace("\"35600000000048\"", "\"21260198300019\"", StringComparison.Ordinal).Replace("Couvreurs du Golfe", "Toits d'Armor", StringComparison.Ordinal)
            .Replace("\"codeCPV\": \"45261210-9\",", "", StringComparison.Ordinal);
        var modified = recent.Replace("MERGE00", "MERGE01", StringComparison.Ordinal).Replace("\"modifications\": []", "\"modifications\": [ { \"objetModification\": \"Avenant 1\", \"montant\": 50000, \"dateNotificationModification\": \"2019-05-01\", \"datePublicationDonneesModification\": \"2019-05-02\" } ]", StringComparison.Ordinal);
        var result = await Verb.RunAsync(site, "decp import", [folder.Write("merge.json", DecpSamples.File2019(recent, old, modified)), "--json"]);
        AssertCounts(result.Json, read: 3, imported: 1, merged: 2, rejected: 0);
        Assert.Equal(1, result.Json.GetProperty("dirt").GetProperty("duplicate").GetInt32());
        var marche = await FindAsync(site, "MERGE");
        Assert.Equal((4_825_050, "45261210", "Ferme"), (marche.AmountCents!.Value, marche.Cpv, marche.FormePrix));
        Assert.Equal("2019MERGE01", marche.MarcheId);
        Assert.Equal(["Couvreurs du Golfe", "Toits d'Armor"], marche.Titulaires.Select(t => t.Name!).Order());
        Assert.Equal("Toits d'Armor", marche.TitulaireNames);
        Assert.Equal(("Avenant 1", 5_000_000), (Assert.Single(marche.Modifications).Objet, marche.Modifications[0].AmountCents!.Value));
        Assert.Equal(3, await site.CountSourcesAsync(marche.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_national_identifier_is_the_same_contract(string database)
    {
        var site = await sites.OnAsync(database);
        var whole = With("UID");
        var withoutId = whole.Replace("\"id\": \"2019UID00\",", "", StringComparison.Ordinal);
        var result = await Verb.RunAsync(site, "decp import", [folder.Write("uid.json", DecpSamples.File2019(whole, withoutId)), "--json"]);
        AssertCounts(result.Json, read: 2, imported: 1, merged: 1, rejected: 0);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_no_contract_is_rejected_and_the_rest_is_imported(string database)
    {
        var site = await sites.OnAsync(database);
        var report = folder["constats.csv"];
        var spoiled = With("REJET").Replace("\"35600000000048\"", "\"35600000000049\"", StringComparison.Ordinal).Replace("toiture", "=toiture &euro;", StringComparison.Ordinal);
        var result = await Verb.RunAsync(site, "decp import", [folder.Write("rejet.json", DecpSamples.File2019("null", spoiled, "12")), "--json", "--report", report]);
        AssertCounts(result.Json, read: 3, imported: 1, merged: 0, rejected: 2);
        Assert.Equal(1, result.ExitCode);
        var lines = (await File.ReadAllTextAsync(report)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("1;;;not-a-record;;null;", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("2;21260198300019;2019REJET00;bad-siret;titulaires[0].id;35600000000049;", StringComparison.Ordinal));
        Assert.Equal(lines.Length - 1, result.Json.GetProperty("dirt").EnumerateObject().Sum(kind => kind.Value.GetInt32()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_file_that_is_cut_or_is_a_web_page_changes_nothing_and_says_why(string database)
    {
        var site = await sites.OnAsync(database);
        var before = await CountAsync(site);
        var whole = DecpSamples.File2019([.. Enumerable.Range(0, 1200).Select(i => With($"CUT{i}"))]);
        var cut = await Verb.RunAsync(site, "decp import", [folder.Write("coupe.json", whole[..^900]), "--json", "--report", folder["coupe.csv"]]);
        Assert.Equal(1, cut.ExitCode);
        Assert.Contains("il a été coupé", cut.Error, StringComparison.Ordinal);
        Assert.Contains("Rien n’a été importé", cut.Error, StringComparison.Ordinal);
        Assert.Contains("coupé", cut.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["coupe.csv"]));
        Assert.False(File.Exists(folder["coupe.csv.part"]));
        var html = await Verb.RunAsync(site, "decp import", [folder.Write("page.json", "<html><body>404</body></html>")]);
        Assert.Equal(1, html.ExitCode);
        Assert.Contains("page web (HTML)", html.Error, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync(site));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_import_that_is_cut_off_shows_nothing_and_the_next_one_takes_over(string database)
    {
        var site = await sites.OnAsync(database);
        var file = folder.Write("long.json", DecpSamples.File2019([.. Enumerable.Range(0, 1100).Select(i => With($"TAKE{i}"))]));
        using var stop = new CancellationTokenSource();
        using var terminal = new TerminalThatStops(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Verb.RunAsync(site, "decp import", [file], isInteractive: true, terminal, stop.Token));
        Assert.Equal(500, await site.CountAsync(m => m.MarcheKey.Contains("TAKE")));
        Assert.Equal(0, await site.CountAsync(m => m.MarcheKey.Contains("TAKE") && m.IsVisible));
        var result = await Verb.RunAsync(site, "decp import", [file, "--json"]);
        AssertCounts(result.Json, read: 1100, imported: 1100, merged: 0, rejected: 0);
        Assert.Equal(1100, await site.CountAsync(m => m.MarcheKey.Contains("TAKE") && m.IsVisible));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_4509_contracts_of_a_real_file_add_up_within_20_seconds_and_a_second_import_adds_none(string database)
    {
        if (Shared.File("procurement/decp/marches-publics.info.json") is not { } file)
            return;
        var site = await sites.OnAsync(database);
        var first = await Verb.RunAsync(site, "decp import", [file, "--json"]);
        AssertCounts(first.Json, read: 4509, imported: 4492, merged: 17, rejected: 0);
        Assert.InRange(first.Json.GetProperty("seconds").GetDouble(), 0, 20);
        Assert.Equal(13, first.Json.GetProperty("dirt").GetProperty("duplicate").GetInt32());
        Assert.Equal(103, first.Json.GetProperty("dirt").GetProperty("bad-siret").GetInt32());
        var rows = await CountAsync(site);
        var second = await Verb.RunAsync(site, "decp import", [file, "--json"]);
        AssertCounts(second.Json, read: 4509, imported: 0, merged: 4509, rejected: 0);
        Assert.Equal(first.Json.GetProperty("dirt").ToString(), second.Json.GetProperty("dirt").ToString());
        Assert.Equal(rows, await CountAsync(site));
    }

    private static string With(string id) => DecpSamples.Of2019.Replace("TOIT01", id, StringComparison.Ordinal);

    private static void AssertCounts(JsonElement json, int read, int imported, int merged, int rejected)
    {
        Assert.Equal((read, imported, merged, rejected), (Int("read"), Int("imported"), Int("merged"), Int("rejected")));

        int Int(string name) => json.GetProperty(name).GetInt32();
    }

    private static async Task<(int, int, int, int)> CountAsync(SiteFixture site)
    {
        await using var scope = site.Enter();
        return (
            await scope.Db.Set<MarchePasse>().CountAsync(),
            await scope.Db.Set<MarchePasseTitulaire>().CountAsync(),
            await scope.Db.Set<MarchePasseModification>().CountAsync(),
            await scope.Db.Set<MarchePasseSource>().CountAsync());
    }

    private static async Task<MarchePasse> FindAsync(SiteFixture site, string id)
    {
        await using var scope = site.Enter();
        return await scope.Db.Set<MarchePasse>().Include(m => m.Titulaires).Include(m => m.Modifications).SingleAsync(m => m.MarcheKey.Contains(id));
    }

    /// <summary>Someone who presses Ctrl+C when the bar says that the first batch is written.</summary>
    private sealed class TerminalThatStops(CancellationTokenSource stop) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains("Import", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
