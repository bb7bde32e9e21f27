using System.Net;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Files;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes.Running;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Content;

public sealed class MediaTests(SiteFixture site) : IClassFixture<SiteFixture>, IAsyncLifetime
{
    private const string Png = "iVBORw0KGgo=";

    public async Task InitializeAsync()
    {
        if (site.Services.GetRequiredService<Kernel.Tenants.TenantStore>().Find("kerlann") is null)
            await site.AddTenantAsync("kerlann", "Kerlann");
        await RunAsync($$"""
            { "steps": [ { "name": "Media", "Files": [ { "TargetPath": "images/Été.png", "Base64": "{{Png}}" },
              { "TargetPath": "dessin.svg", "Base64": "PHN2Zz48L3N2Zz4=" }, { "TargetPath": "page.html", "Base64": "PHA+" } ] } ] }
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_image_of_the_library_is_shown_at_its_address_whatever_the_case()
    {
        using var visitor = site.Visit("kerlann.localhost");

        var page = await visitor.GetAsync("/media/Images/été.PNG");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("image/png", page.Headers["Content-Type"]);
        Assert.Equal(Png, Convert.ToBase64String(page.Body));
        Assert.DoesNotContain("Content-Disposition", page.Headers.Keys);
    }

    [Theory]
    [InlineData("dessin.svg")]
    [InlineData("page.html")]
    public async Task What_a_browser_could_run_is_only_offered_for_download(string path)
    {
        using var visitor = site.Visit("kerlann.localhost");

        var page = await visitor.GetAsync("/media/" + path);

        Assert.Equal("application/octet-stream", page.Headers["Content-Type"]);
        Assert.StartsWith("attachment", page.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
    }

    [Theory]
    [InlineData("localhost", "/media/dessin.svg")]
    [InlineData("kerlann.localhost", "/media/absent.png")]
    [InlineData("kerlann.localhost", "/media/")]
    [InlineData("kerlann.localhost", "/media/..%2f..%2fmegalis.db")]
    public async Task What_is_not_in_the_library_of_the_site_is_not_found(string host, string path)
    {
        using var visitor = site.Visit(host);

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_file_that_is_put_again_takes_the_place_of_the_former_and_leaves_no_orphan()
    {
        using var visitor = site.Visit("kerlann.localhost");
        int Files() => Directory.EnumerateFiles(Path.Combine(site.DataPath, "fichiers"), "*", SearchOption.AllDirectories).Count();
        var before = Files();

        await RunAsync("""{ "steps": [ { "name": "Media", "Files": [ { "TargetPath": "note.txt", "Base64": "dW4=" } ] } ] }""");
        await RunAsync("""{ "steps": [ { "name": "Media", "Files": [ { "TargetPath": "note.txt", "Base64": "dW4=" } ] } ] }""");
        await RunAsync("""{ "steps": [ { "name": "Media", "Files": [ { "TargetPath": "NOTE.txt", "Base64": "ZGV1eA==" } ] } ] }""");

        Assert.Equal("deux", System.Text.Encoding.UTF8.GetString((await visitor.GetAsync("/media/note.txt")).Body));
        Assert.Equal(before + 1, Files());
    }

    [Fact]
    public async Task The_janitor_is_told_which_stored_files_the_library_names()
    {
        await using var scope = site.Enter("kerlann.localhost");
        var named = (await scope.Services.GetRequiredService<MediaLibrary>().FindAsync("dessin.svg"))!.FileId;
        var owners = scope.Services.GetRequiredService<Contributions>().Of<IFileOwner>(site.TenantOf("kerlann.localhost"), scope.Services);

        var known = new HashSet<string>();
        foreach (var owner in owners)
            known.UnionWith(await owner.KnownAsync([named, "absent"], CancellationToken.None));

        Assert.Equal([named], known);
    }

    private async Task RunAsync(string recipe)
    {
        using var folder = new TempFolder();
        await using var scope = site.Enter("kerlann.localhost");
        var outcome = await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(folder.Write("media.recipe.json", recipe));
        Assert.Empty(outcome.Errors);
    }
}
