using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Search.Tests.Feed;
using Megalis.Search.Verbs;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Tests;

/// <summary>The verbs, as the command line runs them inside a server.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly Library _library = new();

    public void Dispose() => _library.Dispose();

    [Theory]
    [InlineData(new[] { "--profile", "lucene" }, "Les travaux d'éclairage publics", """["traval","eclairag","public"]""")]
    [InlineData(new string[0], "Les travaux d’éclairage publics", """["travail","eclairag","public"]""")]
    [InlineData(new[] { "--stem-only" }, "abaissait", "abaisait")]
    public async Task Lines_become_tokens_and_words_their_stems(string[] arguments, string line, string expected)
    {
        var output = new StringWriter();

        var code = await AnalyzeVerb.RunAsync(new VerbContext(arguments, output, TextWriter.Null, null!, false), new StringReader(line + "\n"), CancellationToken.None);

        Assert.Equal((0, expected), (code, output.ToString().Trim()));
    }

    [Theory]
    [InlineData("--profil")]
    [InlineData("--profile", "snowball")]
    [InlineData("texte.txt")]
    public async Task An_analysis_that_is_asked_for_wrongly_is_refused(params string[] arguments)
    {
        var error = new StringWriter();

        Assert.Equal(2, await AnalyzeVerb.RunAsync(new VerbContext(arguments, TextWriter.Null, error, null!, false), new StringReader("a\n"), CancellationToken.None));
        Assert.NotEqual("", error.ToString());
    }

    [Fact]
    public async Task A_query_answers_as_json_and_can_be_explained()
    {
        _library.One.Group = "site:1";
        _library.One.Notes["a"] = "la toiture de l’école";
        _library.One.Notes["b"] = "le bardage de la halle";
        await using var site = await _library.OpenAsync();
        Assert.Equal(0, (await RunAsync(site, "search rebuild", "--index", "un")).Code);

        var (code, output, _) = await RunAsync(site, "search query", "toitures OR couverture", "--index", "un", "--json");
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, 1), (code, answer.GetProperty("total").GetInt32()));
        Assert.True(answer.GetProperty("tookMs").GetDouble() >= 0);
        var hit = Assert.Single(answer.GetProperty("hits").EnumerateArray());
        Assert.Equal(("a", "la toiture de l’école"), (hit.GetProperty("id").GetString(), hit.GetProperty("title").GetString()));
        Assert.True(hit.GetProperty("score").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Object, answer.GetProperty("facets").ValueKind);

        var why = await RunAsync(site, "search explain", "toitures", "a", "--index", "un");
        Assert.Equal(0, why.Code);
        Assert.Contains("texte ×1", why.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(site, "search explain", "toitures", "b", "--index", "un")).Code);
    }

    [Theory]
    [InlineData("search query", "toiture", "--index", "trois")]
    [InlineData("search query", "toiture", "--sort", "--json")]
    [InlineData("search query", "toiture", "--index", "un", "--sort", "texte")]
    [InlineData("search query", "toiture", "--index", "un", "--open")]
    [InlineData("search query", "deux", "mots", "--index", "un")]
    [InlineData("search query", "toiture", "--bizarre")]
    [InlineData("search query", "toiture", "--site", "nulle-part")]
    [InlineData("search explain", "toiture", "--index", "un")]
    [InlineData("search rebuild", "--index", "trois")]
    [InlineData("search rebuild", "--index")]
    public async Task What_is_asked_for_wrongly_is_refused_with_a_sentence(string verb, params string[] arguments)
    {
        await using var site = await _library.OpenAsync();

        var (code, output, error) = await RunAsync(site, verb, arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task A_rebuild_says_what_it_built()
    {
        _library.Two.Notes["a"] = "toiture";
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, _library.Two, "toiture", "a"));
        _library.Two.Notes["b"] = "toiture";

        var (code, output, _) = await RunAsync(site, "search rebuild", "--index", "deux", "--json");

        Assert.Equal(0, code);
        Assert.Equal(("deux", 2), (JsonDocument.Parse(output).RootElement[0].GetProperty("index").GetString(), JsonDocument.Parse(output).RootElement[0].GetProperty("documents").GetInt32()));
        Assert.Equal(["a", "b"], Library.Find(site, _library.Two, "toiture")!.Order(StringComparer.Ordinal));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(SiteFixture site, string name, params string[] arguments)
    {
        var verb = site.Services.GetServices<IVerb>().Single(one => one.Name == name);
        var (output, error) = (new StringWriter(), new StringWriter());
        // The server's indexes open in the background.
        await Eventually.TrueAsync(() => Task.FromResult(site.Services.GetRequiredService<Contracts.SearchIndexes>().States is { Count: > 0 } states && states.All(state => state.IsReady)));
        var code = await verb.RunAsync(new VerbContext(arguments, output, error, site.Services, false), CancellationToken.None);
        return (code, output.ToString().Trim(), error.ToString());
    }
}
