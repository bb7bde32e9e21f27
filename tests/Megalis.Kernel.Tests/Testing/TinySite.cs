using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Tests.Testing;

/// <summary>A site of a few lines with the habits of the real one: Secure __Host- cookies, antiforgery, redirects between hosts.</summary>
public sealed class TinySite : IAsyncLifetime
{
    private WebApplication? app;

    public Uri Address { get; private set; } = new("http://localhost");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.None;
        });
        app = builder.Build();
        app.UseCookiePolicy(new() { Secure = CookieSecurePolicy.Always });
        app.UseAntiforgery();
        Map(app);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync() => await app!.DisposeAsync();

    private static void Map(WebApplication app)
    {
        app.MapGet("/depot", (HttpContext http, IAntiforgery antiforgery) => Html(DepositPage(antiforgery.GetAndStoreTokens(http).RequestToken!)));
        app.MapPost("/depot", (HttpContext http, IFormCollection form) => Html(EchoPage(http.Request, form)));
        app.MapGet("/entree", (HttpContext http) =>
        {
            http.Response.Cookies.Append("__Host-session", "s3cret", new() { Path = "/", Secure = true, HttpOnly = true });
            return Results.Redirect($"http://lannevez.localhost:{http.Request.Host.Port}/ou");
        });
        app.MapGet("/ou", (HttpContext http) => Html($"<p>{http.Request.Host.Host} {http.Request.Scheme} {http.Request.Cookies.Count} {http.Request.Headers["X-Forwarded-Proto"]}</p>"));
        app.MapGet("/recherche", (HttpContext http) => Html(
            $"<form role=search><label>Mots <input name=q></label><button>Rechercher</button></form><p>{WebUtility.HtmlEncode(http.Request.Query["q"])}</p>"));
        app.MapGet("/sans-fin", () => Results.Redirect("/sans-fin"));
        app.MapGet("/lignes", () => Html("""
            <table><tr><td>Toiture</td><td><a href='/ou?lot=1'>Ouvrir</a></td></tr><tr><td>Voirie</td><td><a href='/ou?lot=2'>Ouvrir</a></td></tr></table>
            <main><p>Pour finir</p><p><a href='/ou?fin=1'>Ouvrir</a></p></main><p hidden>secret</p><script>var s = 'caché';</script><ul><li>un</li><li>deux : trois</li></ul>
            """));
    }

    private static IResult Html(string body) => Results.Content($"<!doctype html><html lang=fr><body>{body}</body></html>", "text/html; charset=utf-8");

    private static string DepositPage(string token) => $"""
        <main><form method=post enctype=multipart/form-data>
          <input type=hidden name=__RequestVerificationToken value="{token}">
          <label for=objet>Objet du pli <span class=mark>*</span></label><input id=objet name=objet value="Ancien">
          <label>Procédure <select name=procedure><option value="">Choisir<option value=mapa>Procédure adaptée<option value=ao>Appel d'offres</select></label>
          <label for=note>Note</label><textarea id=note name=note></textarea>
          <fieldset><legend>Sans objet ?</legend><label><input type=radio name=vide value=oui> Oui</label><label><input type=radio name=vide value=non checked> Non</label></fieldset>
          <fieldset><legend>Prévenir</legend><label><input type=checkbox name=alerte> Oui</label></fieldset>
          <label for=pieces>Pièces (facultatif)</label><input id=pieces type=file name=pieces multiple>
          <label for=ferme>Numéro</label><input id=ferme name=numero value=7 disabled>
          <button name=action value=brouillon>Enregistrer le brouillon</button>
          <button name=action value=depot>Déposer</button>
        </form></main>
        """;

    private static string EchoPage(HttpRequest request, IFormCollection form)
    {
        var fields = form.Where(field => field.Key != "__RequestVerificationToken").Select(field => $"{field.Key}={field.Value}");
        var files = form.Files.Select(file => $"{file.FileName} {file.Length} {file.ContentType}");
        var lines = fields.Concat(files).Append("Origin " + request.Headers.Origin);
        return string.Concat(lines.Select(line => $"<p>[{WebUtility.HtmlEncode(line)}]</p>"));
    }
}
