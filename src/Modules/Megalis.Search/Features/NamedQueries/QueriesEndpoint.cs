using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>
/// A named query at Orchard's address: <c>GET /api/queries/{name}?parameters={"size":3}</c> answers <c>{ "items": [...], "count": n }</c>,
/// the items whole or, where the query does not return content items, the fields of the index under Orchard's names.
/// </summary>
internal static class QueriesEndpoint
{
    private const int MostParameters = 8_192;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void MapQueries(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/queries/{name}", AnswerAsync).RequireAuthorization(new RequirePermissionAttribute(QueryPermissions.Execute));

    private static async Task<IResult> AnswerAsync(string name, string? parameters, HttpResponse response, QueryAsker asker, Texts texts, CancellationToken stop)
    {
        response.Headers.CacheControl = "no-store";
        if (asker.Find(name) is not { } query)
            return Results.Problem(texts["Aucune requête enregistrée ne porte ce nom."], statusCode: StatusCodes.Status404NotFound);
        if (Parameters(parameters) is not { } given)
            return Refused(texts, new Refusal("« {0} » doit être un objet JSON de textes, de nombres ou de booléens.", "parameters"));
        var answer = await asker.AskAsync(query, given, null, stop);
        if (answer.IsDown)
        {
            response.Headers.RetryAfter = "10";
            return Results.Problem(texts["L’index n’est pas encore prêt : réessayez dans un instant."], statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (answer.Refusals.Count > 0)
            return Refused(texts, answer.Refusals);
        JsonNode[] items = [.. answer.Items.Select(row => query.ReturnContentItems ? row.ToItem().Json.DeepClone() : Fields(row))];
        return Results.Json(new JsonObject { ["items"] = new JsonArray(items), ["count"] = answer.Count }, Options);
    }

    private static IResult Refused(Texts texts, params IEnumerable<Refusal> refusals) =>
        Results.Problem(string.Join(" ", refusals.Select(refusal => texts[refusal])), statusCode: StatusCodes.Status422UnprocessableEntity);

    private static JsonObject Fields(ContentItemIndex row) => new()
    {
        ["ContentItemId"] = row.ContentItemId,
        ["ContentItemVersionId"] = row.ContentItemVersionId,
        ["Content.ContentItem.ContentType"] = row.ContentType,
        ["Content.ContentItem.DisplayText"] = row.DisplayText,
        ["Content.ContentItem.CreatedUtc"] = Instant(row.CreatedUtc),
        ["Content.ContentItem.PublishedUtc"] = Instant(row.PublishedUtc),
        ["Content.ContentItem.ModifiedUtc"] = Instant(row.ModifiedUtc),
    };

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null when it is no flat JSON object.</summary>
    private static Dictionary<string, string>? Parameters(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return [];
        if (json.Length > MostParameters)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false });
            var given = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
                given[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Number => member.Value.GetRawText(),
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => throw new JsonException(),
                };
            return given;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
