using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Search.Features.SearchEverything;

/// <summary>What the box proposes while one types: a JSON array of at most ten texts, each a question of its own.</summary>
internal static class WordsEndpoint
{
    public static void MapWords(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/recherche/mots", (string? q, EverythingSearch search, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-store";
            return Results.Json(search.Complete(q));
        }).AllowAnonymous();
}
