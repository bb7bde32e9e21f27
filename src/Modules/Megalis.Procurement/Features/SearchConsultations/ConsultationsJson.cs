using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A search as data: the words of the page's address, <c>n</c> rows at once, and the address of what follows.</summary>
internal static class ConsultationsJson
{
    private const int Most = 100;
    private const int Window = 10_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void MapConsultationsJson(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/consultations", AnswerAsync).AllowAnonymous();

    private static async Task<IResult> AnswerAsync(
        HttpContext http, ConsultationCriteriaReader reader, ConsultationSearch search, TenantContext tenant, TenantStore tenants, Texts texts, CancellationToken stop)
    {
        var criteria = reader.Read(http.Request.Query);
        var size = int.TryParse(http.Request.Query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, Most) : 20;
        if (criteria.Page * Math.Max(1, size) > Window)
            return Results.Problem($"On ne va pas au-delà de {Window} résultats : précisez la recherche.", statusCode: StatusCodes.Status422UnprocessableEntity);
        var found = await search.FindAsync(criteria, (criteria.Page - 1) * size, size, stop: stop);
        if (found.Refused is { } refused)
            return Results.Problem(texts[refused], statusCode: StatusCodes.Status422UnprocessableEntity);
        var home = tenants.CanonicalUrl(tenant.Tenant);
        var isLast = size == 0 || criteria.Page * size >= Math.Min(found.Total, Window);
        return Results.Json(
            new Answer(
                found.Total, criteria.Sentence(texts), found.Notice is { } notice ? texts[notice] : null,
                isLast ? null : Next(home, criteria, size), [.. found.Rows.Select(row => Item.Of(row, home))]),
            Options);
    }

    private static string Next(string home, ConsultationCriteria criteria, int size)
    {
        var address = home + (criteria with { Page = criteria.Page + 1 }).On("/api/v1/consultations");
        return size == 20 ? address : string.Create(CultureInfo.InvariantCulture, $"{address}&n={size}");
    }

    /// <param name="Suivant">Address of the next rows; not there on the last page.</param>
    private sealed record Answer(long Total, string Recherche, string? Remarque, string? Suivant, IReadOnlyList<Item> Consultations);

    private sealed record Item(
        string Reference, string Url, string Objet, Body Acheteur, string Departement, Place? Commune, string Nature, string Procedure, IReadOnlyList<string> Cpv, int Lots,
        DateTimeOffset Publication, DateTimeOffset Modification, DateTimeOffset DateLimite, string Etat)
    {
        public static Item Of(ConsultationRow row, string home) => new(
            row.Reference, $"{home}/marches/{row.Reference}", row.Objet, new Body(row.Acheteur, row.AcheteurSiren.Length > 0 ? row.AcheteurSiren : null), row.Departement,
            row.CommuneInsee.Length > 0 ? new Place(row.Commune, row.CommuneInsee) : null, row.Nature, row.Procedure, row.Cpv, row.Lots,
            row.PublishedAt, row.ChangedAt, row.Deadline, row.Etat);
    }

    private sealed record Body(string Nom, string? Siren);

    private sealed record Place(string Nom, string Insee);
}
