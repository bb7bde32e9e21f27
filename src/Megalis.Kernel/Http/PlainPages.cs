using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Http;

/// <summary>Pages that stand without tenant, theme or database: the plainest possible HTML.</summary>
internal static class PlainPages
{
    public static Task NotReadyAsync(HttpContext context, string sentence)
    {
        context.Response.Headers.RetryAfter = "10";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Un instant", sentence + " Cette page se recharge d'elle-même.", refresh: true);
    }

    public static Task DisabledAsync(HttpContext context, string name) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "Site fermé", $"Le site de {name} n'est pas ouvert actuellement.", refresh: false);

    /// <summary>A page for people; for programs a problem with the same sentence.</summary>
    public static Task DatabaseDownAsync(HttpContext context)
    {
        const string Sentence = "Le service est momentanément indisponible. Rien de ce qui a été enregistré n'est perdu.";
        context.Response.Headers.RetryAfter = "5";
        if (context.Request.Path.StartsWithSegments("/api"))
            return Results.Problem(Sentence + " Réessayez dans quelques secondes.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        var next = HttpMethods.IsGet(context.Request.Method) ? " Cette page se recharge d'elle-même." : " Revenez en arrière et recommencez dans quelques secondes.";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Un instant", Sentence + next, refresh: true);
    }

    private static Task WriteAsync(HttpContext context, int status, string title, string sentence, bool refresh)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var again = refresh && HttpMethods.IsGet(context.Request.Method) ? "<meta http-equiv=\"refresh\" content=\"10\">" : "";
        var encode = HtmlEncoder.Default;
        return context.Response.WriteAsync(
            $"<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">{again}<title>{encode.Encode(title)}</title></head>"
            + $"<body><main><h1>{encode.Encode(title)}</h1><p data-error>{encode.Encode(sentence)}</p></main></body></html>");
    }
}
