using System.Text.Encodings.Web;
using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Http;

/// <summary>
/// How an endpoint answers a form of files, sent by the browser alone or by <c>upload.js</c> (docs/reference/themes.md,
/// « Sending files »): the script must not follow a redirect itself, or the sentence that waits for the next page is spent.
/// </summary>
public static class Uploads
{
    /// <summary>The header by which the script makes itself known.</summary>
    public const string Header = "Megalis-Upload";

    public static bool IsScript(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.ContainsKey(Header);
    }

    /// <summary>The files are taken: the person goes on at a path of this host.</summary>
    public static IResult Taken(HttpContext http, string path)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!IsScript(http.Request))
            return Results.LocalRedirect(path);
        http.Response.Headers["Megalis-Location"] = path;
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>For the script alone: the sentences as an error summary that it puts above the form.</summary>
    public static IResult Refused(Texts t, IEnumerable<string> sentences, int status = StatusCodes.Status422UnprocessableEntity)
    {
        ArgumentNullException.ThrowIfNull(t);
        var encode = HtmlEncoder.Default;
        var lines = string.Concat(sentences.Select(s => $"<li>{encode.Encode(s)}</li>"));
        var title = encode.Encode(t["Rien n’a été enregistré"]);
        return Results.Content($"<div class=\"m-errors\" role=\"alert\" tabindex=\"-1\"><h2>{title}</h2><ul>{lines}</ul></div>", "text/html; charset=utf-8", statusCode: status);
    }
}
