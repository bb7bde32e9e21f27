using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Megalis.Kernel.Content.Media;

/// <summary>Serves the library at <c>/media/{path}</c>. What a browser could run (HTML, SVG, scripts) is only offered for download.</summary>
internal static class MediaEndpoint
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    // What browsers show without running anything of it.
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf", "text/plain",
        "audio/mpeg", "audio/ogg", "video/mp4", "video/webm",
    };

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/media/{**path}", ServeAsync).AllowAnonymous();

    private static async Task<IResult> ServeAsync(string? path, MediaLibrary library, HttpContext context, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(path) || await library.FindAsync(path, stop) is not { } file || library.Open(file) is not { } bytes)
            return Results.NotFound();
        var type = Types.TryGetContentType(file.Path, out var known) ? known : "application/octet-stream";
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Stream(
            bytes,
            Shown.Contains(type) ? type : "application/octet-stream",
            Shown.Contains(type) ? null : file.Path.Split('/')[^1],
            file.StoredAt,
            new EntityTagHeaderValue($"\"{file.Sha256}\""),
            enableRangeProcessing: true);
    }
}
