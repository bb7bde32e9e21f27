using Megalis.Testing;

namespace Megalis.Procurement.Tests.Decp;

public sealed class CheckDecpTests(SiteFixture site) : IClassFixture<SiteFixture>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_clean_file_has_no_finding()
    {
        var file = folder.Write("decp.json", DecpSamples.File2022([DecpSamples.Of2022]));
        var check = await Verb.RunAsync(site, "decp check", [file, "--json"]);
        Assert.Equal(0, check.ExitCode);
        Assert.Equal(1, check.Json.GetProperty("read").GetInt32());
        Assert.Empty(check.Json.GetProperty("dirt").EnumerateObject());
    }

    [Fact]
    public async Task Findings_are_listed_in_French_with_their_names()
    {
        var file = folder.Write("decp.json", DecpSamples.File2019(DecpSamples.Of2019.Replace("48250.5", "0", StringComparison.Ordinal)));
        var check = await Verb.RunAsync(site, "decp check", [file]);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("1 marchés lus, 0 illisibles, 1 constats.", check.Output, StringComparison.Ordinal);
        Assert.Contains("montant absent ou inférieur à 1 € (amount-below-1)", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("absent.json")]
    [InlineData("a.json", "b.json")]
    public async Task Without_one_file_that_exists_the_usage_is_shown(params string[] arguments)
    {
        var check = await Verb.RunAsync(site, "decp check", arguments);
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("decp check FICHIER", check.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_the_operator_tells_unknown_codes_until_it_is_replaced()
    {
        var file = folder.Write("decp.json", DecpSamples.File2019(DecpSamples.Of2019));
        var list = folder.Write("cpv.csv", "code;libellé\n45000000;Travaux de construction\n45260000;Couverture\n");
        var once = await Verb.RunAsync(site, "decp check", [file, "--json", "--cpv", list]);
        Assert.Equal(1, once.Json.GetProperty("dirt").GetProperty("unknown-cpv").GetInt32());
        Assert.Empty((await Verb.RunAsync(site, "decp check", [file, "--json"])).Json.GetProperty("dirt").EnumerateObject());

        var stored = await Verb.RunAsync(site, "cpv import", [list, "--json"]);
        Assert.Equal((0, 2), (stored.ExitCode, stored.Json.GetProperty("codes").GetInt32()));
        Assert.Equal(1, (await Verb.RunAsync(site, "decp check", [file, "--json"])).Json.GetProperty("dirt").GetProperty("unknown-cpv").GetInt32());

        var refused = await Verb.RunAsync(site, "cpv import", [folder.Write("faux.csv", "pas une liste\nnon plus\n")]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Ligne 2", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Verb.RunAsync(site, "decp check", [file, "--json"])).Json.GetProperty("dirt").GetProperty("unknown-cpv").GetInt32());
    }

    [Fact]
    public async Task A_terminal_gets_a_bar_and_a_pipe_does_not()
    {
        var file = folder.Write("decp.json", DecpSamples.File2019(DecpSamples.Of2019));
        Assert.Contains("Contrôle [", (await Verb.RunAsync(site, "decp check", [file], isInteractive: true)).Error, StringComparison.Ordinal);
        Assert.Equal("", (await Verb.RunAsync(site, "decp check", [file])).Error);
    }
}
