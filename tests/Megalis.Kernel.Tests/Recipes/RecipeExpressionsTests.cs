using System.Text;
using System.Text.Json;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes;
using Megalis.Testing;
using Microsoft.Extensions.Configuration;

namespace Megalis.Kernel.Tests.Recipes;

public sealed class RecipeExpressionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("recette");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("[js: parameters('SiteName')]", "Kerlann")]
    [InlineData("[js:parameters('SiteName')]", "Kerlann")]
    [InlineData("[js: base64('w6ljb2xl')]", "école")]
    [InlineData("[js: configuration('AdminPath', 'admin')]", "admin")]
    [InlineData("[js: configuration('Region', 'x')]", "Bretagne")]
    [InlineData("[js: 'a' + \"b\" + 'c\\'d\\u00e9']", "abc'dé")]
    [InlineData("[js: variables('path') + '/' +  parameters('SiteName') + '/Edit']", "items/Kerlann/Edit")]
    [InlineData("[js: new Date().toISOString()]", "2027-03-02T11:00:00.250Z")]
    [InlineData("[file:text('morceaux/pied.html')]", "<p>Pied</p>")]
    [InlineData("[file:base64('morceaux/pied.html')]", "PHA+UGllZDwvcD4=")]
    public void A_script_of_the_closed_set_is_replaced_by_its_value(string script, string expected)
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "morceaux"));
        File.WriteAllText(Path.Combine(folder.FullName, "morceaux", "pied.html"), "<p>Pied</p>");

        Assert.Equal(expected, Evaluate(script, out var errors));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("[locale en]You: 'hello'[/locale][locale fr]Vous[/locale]")]
    [InlineData("[1js: valiables('now')]")]
    [InlineData("[sc text='some : text'/]")]
    [InlineData("[ js: uuid()]")]
    [InlineData("[js: uuid()] ")]
    [InlineData("[]")]
    [InlineData("js: uuid()")]
    public void What_is_no_script_stays_text(string text)
    {
        Assert.Equal(text, Evaluate(text, out var errors));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("[js: valiables('now')]", "fonction de script inconnue : « valiables »")]
    [InlineData("[js: text('x')]", "fonction de script inconnue")]
    [InlineData("[file: uuid()]", "fonction de script inconnue")]
    [InlineData("[js: uuid('x')]", "argument")]
    [InlineData("[js: variables('absente')]", "« absente » n’est pas définie")]
    [InlineData("[js: parameters('Absent')]", "« Absent » n’a pas été donné")]
    [InlineData("[js: configuration('Absente')]", "Megalis:Recipes:Absente")]
    [InlineData("[js: base64('%')]", "base64")]
    [InlineData("[js: const a = 1; return a;]", "à partir de « const a = 1; return a; » : une recette n’exécute pas de JavaScript")]
    [InlineData("[js: 'a]", "refermé")]
    [InlineData("[js: uuid() + ]", "incomplète")]
    [InlineData("[js: ]", "incomplète")]
    [InlineData("[js: 'a' uuid()]", "« uuid() »")]
    [InlineData("[file:text('../secret')]", "sort du dossier")]
    [InlineData("[file:text('/etc/passwd')]", "chemin relatif")]
    [InlineData("[file:text('absent.html')]", "n’existe pas")]
    [InlineData("[file:text('lien.html')]", "sort du dossier")]
    public void A_script_that_cannot_be_evaluated_is_an_error_with_path_and_line(string script, string words)
    {
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "lien.html"), "/etc/hostname");

        Evaluate(script, out var errors);

        var error = Assert.Single(errors);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal("$.steps[0].value", error.Path);
        Assert.Equal(8, error.Line);
    }

    [Fact]
    public void A_variable_is_evaluated_once_and_reused()
    {
        var twice = Evaluate("[js: variables('id') + variables('id')]", out var errors)!;

        Assert.Empty(errors);
        Assert.True(Ids.IsWellFormed(twice[..26]));
        Assert.Equal(twice[..26], twice[26..]);
    }

    [Fact]
    public void A_value_that_looks_like_a_script_is_not_evaluated_again()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "piege.txt"), "[js: uuid()]");

        Assert.Equal("[js: uuid()]", Evaluate("[file:text('piege.txt')]", out _));
        Assert.Equal("[js: uuid()]", Evaluate("[js: base64('W2pzOiB1dWlkKCld')]", out _));
        Assert.Equal("[js: uuid()]", Evaluate("[js: parameters('Trap')]", out _));
        Assert.Equal("[js: uuid()]", Evaluate("[js: variables('trap')]", out var errors));
        Assert.Empty(errors);
    }

    [Fact]
    public void A_variable_that_names_itself_is_refused()
    {
        Evaluate("[js: variables('loop')]", out var errors);

        Assert.Contains("dépend d’elle-même", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_that_double_at_every_step_stop_at_a_bound()
    {
        var doubling = Enumerable.Range(1, 40).Select(i => $"\"v{i}\": \"[js: variables('v{i - 1}') + variables('v{i - 1}')]\"");
        var errors = new RecipeErrors("essai.json");
        var recipe = Read($$"""{ "variables": { "v0": "0123456789", {{string.Join(",", doubling)}} }, "steps": [] }""", errors);

        RecipeExpressions.Evaluate(recipe, Inputs, errors);

        Assert.Contains(errors, error => error.Message.Contains("millions de caractères", StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_without_parameters_takes_their_names_for_their_values()
    {
        var errors = new RecipeErrors("essai.json");
        var recipe = Read("""{ "steps": [ { "name": "x", "value": "[js: parameters('AdminUserId')]" } ] }""", errors);

        var evaluated = RecipeExpressions.Evaluate(recipe, new RecipeInputs(TimeProvider.System, RecipeFolder.None) { IsRehearsal = true }, errors);

        Assert.Equal("AdminUserId", evaluated.Steps[0].Node.TextOf("value"));
        Assert.Empty(errors);
    }

    private RecipeInputs Inputs => new(new FakeClock(new DateTimeOffset(2027, 3, 2, 11, 0, 0, 250, TimeSpan.Zero)), new RecipeFolder(folder.FullName))
    {
        Parameters = new Dictionary<string, string> { ["SiteName"] = "Kerlann", ["Trap"] = "[js: uuid()]" },
        Configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Region", "Bretagne")]).Build(),
    };

    private string? Evaluate(string script, out RecipeErrors errors)
    {
        errors = new RecipeErrors("essai.json");
        var recipe = Read($$"""
            {
              "steps": [
                {
                  "name": "x",

                  // Variables may stand after the steps.

                  "value": {{JsonSerializer.Serialize(script)}}
                }
              ],
              "variables": {
                "id": "[js: uuid()]",
                "path": "items",
                "trap": "[js: base64('W2pzOiB1dWlkKCld')]"
                {{(script.Contains("loop", StringComparison.Ordinal) ? ", \"loop\": \"[js: 'a' + variables('loop')]\"" : "")}}
              }
            }
            """, errors);
        return RecipeExpressions.Evaluate(recipe, Inputs, errors).Steps[0].Node.TextOf("value");
    }

    private static Recipe Read(string text, RecipeErrors errors) =>
        Recipe.From(RecipeReader.Read(Encoding.UTF8.GetBytes(text), errors)!, errors)!;
}
