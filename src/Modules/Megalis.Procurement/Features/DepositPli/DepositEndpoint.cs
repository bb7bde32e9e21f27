using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>
/// One pli in one multipart request: fields <c>lots</c> (numbers separated by spaces) and <c>relation</c>, files named
/// <c>Candidature</c> or <c>Offre</c>, header <c>Idempotency-Key</c>. Answers 201 the first time and 200 each time after,
/// with the same body.
/// </summary>
internal sealed class DepositEndpoint(
    OwnerScope owners, DepotIntake intake, CurrentUser user, Entreprises entreprises, Texts t, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/v1/marches/{reference}/plis", (string reference, HttpContext http, DepositEndpoint deposit) => deposit.TakeAsync(reference, http))
            .RequireAuthorization(new RequireSignInAttribute()).DisableCookieRedirect().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(PliLimits.Request));

    private async Task<IResult> TakeAsync(string reference, HttpContext http)
    {
        await using var owned = await owners.EnterAsync(reference, http.RequestAborted);
        if (owned is null)
            return Results.NotFound();
        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: >= 16 and <= 64 } key)
            return Bad("L’en-tête Idempotency-Key (16 à 64 caractères) manque : il permet de recommencer sans déposer deux fois.");
        if (http.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
            return Bad("Envoyez le pli en multipart/form-data : un champ de fichier « Candidature » ou « Offre » par document.");
        try
        {
            return await intake.ReadAsync(http, owned.Owner.Id, PliRoom.Whole, null, http.RequestAborted) is { } arrived
                ? await DepositAsync(owned, key, arrived)
                : Bad("Le jeton du formulaire manque ou a expiré.");
        }
        catch (Exception error) when (error is DiskFullException || DatabaseFaults.IsFull(error))
        {
            return Results.Problem("La plateforme manque de place : rien n’a été gardé. Réessayez dans quelques minutes.", statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }

    /// <summary>The last byte has arrived: what the other side does now changes nothing any more.</summary>
    private async Task<IResult> DepositAsync(OwnedConsultation owned, string key, Arrived arrived)
    {
        var receivedAt = clock.GetUtcNow();
        if (arrived.Refusals.Count > 0 || arrived.Files.Count == 0)
        {
            intake.Forget(owned.Owner.Id, arrived.Files);
            return Refused(arrived.LacksPlace ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status422UnprocessableEntity, arrived.Refusals.Count > 0 ? string.Join(' ', arrived.Refusals.Select(r => t[r])) : "Un pli vide ne peut pas être déposé.");
        }

        var depositor = new PliDepositor(user.AccountId, user.DisplayName, user.Email, await entreprises.OfAsync(user.AccountId));
        var request = new PliRequest(key, depositor, [.. arrived.Files.Select(ToPliFile)], [.. Arrived.Numbers(arrived.Field("lots"))], Relation(arrived), receivedAt);
        var (pli, isNew, refusal) = await StoreAsync(owned, request, arrived);
        if (!isNew)
            intake.Forget(owned.Owner.Id, arrived.Files);
        return pli is null ? Refused(StatusCodes.Status422UnprocessableEntity, t[refusal!]) : Results.Json(PliAnswer.Of(pli), statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task<Deposited> StoreAsync(OwnedConsultation owned, PliRequest request, Arrived arrived)
    {
        try
        {
            return await Depositor.DepositAsync(owned, request);
        }
        catch (Exception error) when (DatabaseFaults.IsRolledBack(error))
        {
            intake.Forget(owned.Owner.Id, arrived.Files);
            throw;
        }
    }

    private PliFile ToPliFile(ArrivedFile file) => new()
    {
        Id = Ids.New(clock),
        Part = file.Part,
        DisplayName = file.DisplayName,
        StoredFileId = file.Stored.RandomId,
        Sha256 = file.Stored.Sha256,
        Length = file.Stored.Length,
        BeganAt = file.BeganAt,
        ArrivedAt = file.ArrivedAt,
    };

    private static IResult Bad(string sentence) => Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Refused(int status, string sentence) => Results.Problem(sentence, statusCode: status);

    private static PliRelation Relation(Arrived arrived) =>
        Enum.TryParse<PliRelation>(arrived.Field("relation"), ignoreCase: true, out var relation) && Enum.IsDefined(relation) ? relation : PliRelation.First;
}

/// <summary>The receipt as JSON.</summary>
internal sealed record PliAnswer(string Id, DateTimeOffset ReceivedAt, bool Late, string EntryId, string LeafHash, IReadOnlyList<PliAnswerFile> Files)
{
    public static PliAnswer Of(Pli pli) =>
        new(pli.Id, pli.ReceivedAt, pli.IsLate, pli.EntryId, pli.LeafHash, [.. pli.Files.OrderBy(f => f.Position).Select(f => new PliAnswerFile(f.DisplayName, f.Length, f.Sha256))]);
}

internal sealed record PliAnswerFile(string Name, long Bytes, string Sha256);
