using System.Net;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Megalis.Users.Domain;
using Megalis.Users.Features.SetUp;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Tests;

/// <summary>The verb <c>setup</c>.</summary>
public sealed class SetUpTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();
    private SiteFixture site = null!;

    public async Task InitializeAsync() => site = await SiteFixture.StartAsync();

    public async Task DisposeAsync() => await site.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_makes_the_first_administrator_who_signs_in_and_manages_accounts_and_runs_once()
    {
        var (code, said) = await RunAsync("--email", "premiere@megalis.example", "--name", "Première Personne", "--password-file", PasswordFile());

        Assert.Equal((VerbRunner.Good, true), (code, said.Contains("premiere@megalis.example administre le portail", StringComparison.Ordinal)));
        var client = await site.SignedInAsync("premiere@megalis.example");
        (await client.GetAsync("/admin/comptes")).ShouldBe(HttpStatusCode.OK).ShouldShow("Première Personne", "Administration");
        Assert.Equal(VerbRunner.Findings, (await RunAsync("--email", "seconde@megalis.example", "--password-file", PasswordFile())).Code);
        await using var scope = site.Enter();
        Assert.Equal(1, await scope.Db.Set<Account>().CountAsync());
    }

    [Fact]
    public async Task A_recipe_runs_with_it_or_nothing_is_done()
    {
        var good = folder.Write("region.recipe.json", """{ "name": "R", "issetuprecipe": true, "steps": [ { "name": "Settings", "SiteName": "[js: parameters('SiteName')]" } ] }""");
        var bad = folder.Write("faux.recipe.json", """{ "name": "R", "steps": [ { "name": "Settings", "SiteName": "Gâché" }, { "name": "Inconnue" } ] }""");

        Assert.Equal(VerbRunner.Findings, (await RunAsync("--email", "a@megalis.example", "--password-file", PasswordFile(), "--recipe", bad)).Code);
        await using (var scope = site.Enter())
            Assert.Equal(0, await scope.Db.Set<Account>().CountAsync());
        Assert.Equal(VerbRunner.Good, (await RunAsync("--email", "a@megalis.example", "--password-file", PasswordFile(), "--recipe", good, "--site-name", "Région du Goéland")).Code);

        (await site.Visit().GetAsync("/connexion")).ShouldShow("Région du Goéland").ShouldNotShow("Gâché");
    }

    [Theory]
    [InlineData("setup --email", "--name", "X")]
    [InlineData("adresse électronique complète", "--email", "x")]
    [InlineData("--password-file", "--email", "x@y.example")]
    [InlineData("n'existe pas", "--email", "x@y.example", "--recipe", "nulle-part.recipe.json")]
    public async Task Bad_usage_says_what_to_write(string sentence, params string[] arguments)
    {
        var (code, said) = await RunAsync(arguments);

        Assert.Equal(VerbRunner.BadUsage, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weak_password_is_refused()
    {
        var (code, said) = await RunAsync("--email", "x@y.example", "--password-file", folder.Write("faible.txt", "motdepasse1234\n"));

        Assert.Equal(VerbRunner.BadUsage, code);
        Assert.Contains("trop courant", said, StringComparison.Ordinal);
    }

    private string PasswordFile() => folder.Write("mot-de-passe.txt", TestPeople.Password + "\n");

    private async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        await using var said = new StringWriter();
        var code = await new SetUpVerb().RunAsync(new VerbContext(arguments, said, said, site.Services, IsInteractive: false), default);
        return (code, said.ToString());
    }
}
