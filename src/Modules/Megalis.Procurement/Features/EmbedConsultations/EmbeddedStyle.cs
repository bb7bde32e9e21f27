using Megalis.Kernel.Http.Colors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.EmbedConsultations;

/// <summary>The stylesheet of the framed list, in the colour that the website asks for. Light also at night: the page around it does not follow.</summary>
internal static class EmbeddedStyle
{
    public const string Path = "/marches/liste-integree.css";

    private const string OwnColor = "#0b3b5b";

    private const string Css =
        """
        html{color-scheme:light;background:#fff}
        body{margin:0;padding:.75rem;font:1rem/1.5 system-ui,sans-serif;color:#1d2429;max-width:60rem}
        h1{margin:0 0 .5rem;font-size:1.15rem;color:var(--c)}
        ul{margin:0;padding:0;list-style:none}
        li{padding:.6rem 0;border-top:1px solid #c9d1d6}
        p{margin:.15rem 0 0;color:#3d474e;font-size:.92rem}
        a{color:var(--c);font-weight:600;overflow-wrap:anywhere}
        a:focus-visible{outline:3px solid var(--c);outline-offset:2px}
        .plus{padding-top:.6rem;border-top:1px solid #c9d1d6}
        .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        """;

    public static void MapEmbeddedStyle(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, (string? couleur, HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=86400";
            return Results.Text($":root{{--c:{ReadableColor.OnWhite(couleur) ?? OwnColor}}}\n{Css}\n", "text/css");
        }).AllowAnonymous();
}
