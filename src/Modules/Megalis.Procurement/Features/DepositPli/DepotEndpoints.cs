using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>What is posted as a stream: the files of a preparation, and a whole pli in one request.</summary>
internal static class DepotEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // The intake checks the antiforgery token itself: the middleware would read the whole form into memory first.
        endpoints.MapPost("/marches/{reference}/depot/{depot:length(26)}/fichiers", AddFilesAsync).AllowAnonymous().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(PliLimits.Total + 10_000_000));
        endpoints.MapPost("/api/v1/marches/{reference}/plis", DepositAsync).RequireAuthorization(new RequireSignInAttribute()).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(PliLimits.Total + 10_000_000));
    }

    /// <summary>Adds what arrives to the preparation, then back to its page, which says what was not taken.</summary>
    private static async Task<IResult> AddFilesAsync(
        string reference, string depot, HttpContext http, OwnerScope owners, DepotIntake intake, CurrentUser user, ITempDataDictionaryFactory notices, Texts t, TimeProvider clock)
    {
        var stop = http.RequestAborted;
        await using var owned = await owners.EnterAsync(reference, stop);
        if (owned is null || await FindAsync(owned, depot, user.AccountId, stop) is null)
            return Results.NotFound();
        if (await intake.ReadAsync(http, owned.Owner.Id, stop) is not { } arrived)
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        // Read again: another tab may have added files while these were on their way.
        var current = await FindAsync(owned, depot, user.AccountId, stop);
        if (current is null)
        {
            intake.Forget(owned.Owner.Id, arrived.Files);
            return Results.NotFound();
        }

        foreach (var file in arrived.Files)
            owned.Db.Add(new DepotFile
            {
                Id = Ids.New(clock),
                DepotId = current.Id,
                Position = current.Files.Count + 1,
                Part = file.Part,
                DisplayName = file.DisplayName,
                StoredFileId = file.Stored.RandomId,
                Sha256 = file.Stored.Sha256,
                Length = file.Stored.Length,
            });
        await owned.Db.SaveChangesAsync(stop);
        var notice = notices.GetTempData(http);
        notice.Say(Summary(t, arrived));
        notice.Save();
        return Results.LocalRedirect($"/marches/{owned.Public.Reference}/depot/{depot}", preserveMethod: false);
    }

    /// <summary>
    /// One pli in one multipart request: fields <c>lots</c> (numbers separated by spaces) and <c>relation</c>, files named
    /// <c>Candidature</c> or <c>Offre</c>, header <c>Idempotency-Key</c>. Answers 201 the first time and 200 each time after, with the same body.
    /// </summary>
    private static async Task<IResult> DepositAsync(
        string reference, HttpContext http, OwnerScope owners, DepotIntake intake, CurrentUser user, Entreprises entreprises, Texts t, TimeProvider clock)
    {
        var stop = http.RequestAborted;
        var startedAt = clock.GetUtcNow();
        await using var owned = await owners.EnterAsync(reference, stop);
        if (owned is null)
            return Results.NotFound();
        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: >= 16 and <= 64 } key)
            return Results.Problem("L'en-tête Idempotency-Key (16 à 64 caractères) manque : il permet de recommencer sans déposer deux fois.", statusCode: StatusCodes.Status400BadRequest);
        if (await intake.ReadAsync(http, owned.Owner.Id, stop) is not { } arrived)
            return Results.Problem("Le jeton du formulaire manque ou a expiré.", statusCode: StatusCodes.Status400BadRequest);
        var receivedAt = clock.GetUtcNow();
        if (arrived.Refusals.Count > 0 || arrived.Files.Count == 0)
        {
            intake.Forget(owned.Owner.Id, arrived.Files);
            return Results.Problem(arrived.Files.Count == 0 && arrived.Refusals.Count == 0 ? "Un pli vide ne peut pas être déposé." : string.Join(' ', arrived.Refusals.Select(r => t[r])), statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var depositor = new PliDepositor(user.AccountId, user.DisplayName, user.Email, await entreprises.OfAsync(user.AccountId, stop));
        var request = new PliRequest(key, depositor, [.. arrived.Files.Select(f => ToPliFile(f, clock))], Lots(arrived), Relation(arrived), startedAt, receivedAt);
        var (pli, isNew, refusal) = await Depositor.DepositAsync(owned, request, stop);
        if (!isNew)
            intake.Forget(owned.Owner.Id, arrived.Files);
        return pli is null
            ? Results.Problem(t[refusal!], statusCode: StatusCodes.Status422UnprocessableEntity)
            : Results.Json(PliAnswer.Of(pli), statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static Task<Depot?> FindAsync(OwnedConsultation owned, string depot, string accountId, CancellationToken stop) =>
        owned.Db.Set<Depot>().Include(d => d.Files).AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == depot && d.ConsultationId == owned.Public.ConsultationId && (d.AccountId == "" || d.AccountId == accountId), stop);

    private static string Summary(Texts t, Arrived arrived)
    {
        var sentences = new List<string>();
        if (arrived.Files.Count > 0)
            sentences.Add(arrived.Files.Count == 1 ? t["« {0} » est reçu.", arrived.Files[0].DisplayName] : t["{0} fichiers sont reçus.", arrived.Files.Count]);
        sentences.AddRange(arrived.Files.Select(f => f.Remark).Where(r => r.Length > 0));
        sentences.AddRange(arrived.Refusals.Select(r => t[r]));
        return sentences.Count > 0 ? string.Join(' ', sentences) : t["Aucun fichier n'avait été choisi."];
    }

    private static PliFile ToPliFile(ArrivedFile file, TimeProvider clock) => new()
    {
        Id = Ids.New(clock),
        Part = file.Part,
        DisplayName = file.DisplayName,
        StoredFileId = file.Stored.RandomId,
        Sha256 = file.Stored.Sha256,
        Length = file.Stored.Length,
    };

    private static string Lots(Arrived arrived) =>
        string.Join(' ', arrived.Fields.GetValueOrDefault("lots", "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(l => int.TryParse(l, out _)).Distinct());

    private static PliRelation Relation(Arrived arrived) =>
        Enum.TryParse<PliRelation>(arrived.Fields.GetValueOrDefault("relation"), ignoreCase: true, out var relation) ? relation : PliRelation.First;
}

/// <summary>The receipt as JSON.</summary>
internal sealed record PliAnswer(
    string Id, DateTimeOffset ReceivedAt, bool Late, string EntryId, string LeafHash, IReadOnlyList<PliAnswerFile> Files)
{
    public static PliAnswer Of(Pli pli) =>
        new(pli.Id, pli.ReceivedAt, pli.IsLate, pli.EntryId, pli.LeafHash, [.. pli.Files.OrderBy(f => f.Position).Select(f => new PliAnswerFile(f.DisplayName, f.Length, f.Sha256))]);
}

internal sealed record PliAnswerFile(string Name, long Bytes, string Sha256);
