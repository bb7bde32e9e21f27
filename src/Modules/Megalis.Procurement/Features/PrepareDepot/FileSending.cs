using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.DepositPli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>
/// Adds files to a preparation as they arrive, and keeps the lots that were ticked; the page of the preparation says what was
/// not taken. Its two buttons differ only in where they lead, so that no chosen file stays behind.
/// </summary>
internal sealed class FileSending(
    OwnerScope owners, DepotIntake intake, DepotAccess access, AccountAllowance accounts, ITempDataDictionaryFactory notices, Texts t, TimeProvider clock)
{
    /// <summary>The field of the button that leads to the review.</summary>
    public const string GoOn = "suite";

    private const string Expired = "Votre session est terminée. Reconnectez-vous dans un autre onglet, revenez ici et appuyez de nouveau sur « Envoyer ces fichiers ».";

    /// <summary>The intake checks where the post comes from: the middleware would read the whole form into memory first.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/marches/{reference}/depot/{depot:length(26)}/fichiers", (string reference, string depot, HttpContext http, FileSending sending) => sending.TakeAsync(reference, depot, http))
            .AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(PliLimits.Request));

    private async Task<IResult> TakeAsync(string reference, string depotId, HttpContext http)
    {
        var stop = http.RequestAborted;
        await using var owned = await owners.EnterAsync(reference, stop);
        if (owned is null || await FindAsync(owned, depotId) is not { } depot)
            return Results.NotFound();
        if (!access.IsOpen(http, depot))
            return !access.IsVisitor ? Results.NotFound()
                : Uploads.IsScript(http.Request) ? Uploads.Refused(t, [t[Expired]], StatusCodes.Status401Unauthorized)
                : Results.Challenge();
        var room = depot.Room with { OfAccount = await accounts.LeftAsync(accounts.AccountOf(depot), stop) };
        if (await intake.ReadAsync(http, owned.Owner.Id, room, depotId, stop) is not { } arrived)
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        if (await KeepAsync(owned, depotId, arrived, http) is not { } kept)
            return Results.NotFound();
        var goesOn = arrived.Field(GoOn).Length > 0;
        if (goesOn && await LackingAsync(owned, depotId) is { } lacking)
            kept.Refusals.Add(t[lacking]);
        return Answer(http, $"/marches/{owned.Public.Reference}/depot/{depotId}", kept, goesOn);
    }

    /// <summary>
    /// The bytes are here: a browser that leaves now changes nothing any more. When the database's last word did not arrive
    /// their rows may be stored: then the files stay, and the janitor asks in a day.
    /// </summary>
    /// <returns>Null when the preparation has become somebody else's meanwhile.</returns>
    private async Task<Kept?> KeepAsync(OwnedConsultation owned, string depotId, Arrived arrived, HttpContext http)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Kept? kept = null;
                await owned.Db.TransactAsync(async () => kept = await KeepHeldAsync(owned, depotId, arrived, http));
                intake.Forget(owned.Owner.Id, kept?.Superfluous ?? [.. arrived.Files]);
                return kept;
            }
            catch (DbUpdateException) when (attempt < 3)
            {
                // The same sending came twice at once, or the preparation has just ended: look again.
                owned.Db.ChangeTracker.Clear();
            }
            catch (Exception error) when (DatabaseFaults.IsRolledBack(error))
            {
                intake.Forget(owned.Owner.Id, arrived.Files);
                throw;
            }
        }
    }

    /// <summary>Read again and held: another tab may have added files, taken the preparation, or handed it in, while these were on their way.</summary>
    private async Task<Kept?> KeepHeldAsync(OwnedConsultation owned, string depotId, Arrived arrived, HttpContext http)
    {
        await owned.Db.HoldAsync<Depot>(depotId, alone: true);
        if (await FindAsync(owned, depotId) is not { } depot)
            return new Kept([], arrived.Files, [], []);
        if (!access.IsOpen(http, depot))
            return null;
        // Bytes that other sendings of this account brought meanwhile, to whichever buyer, count too.
        var account = accounts.AccountOf(depot);
        await AccountAllowance.HoldAsync(owned.Db, account);
        var kept = await SortAsync(owned, depot, arrived, depot.Room with { OfAccount = await accounts.LeftAsync(account, CancellationToken.None) });
        await owned.Db.SaveChangesAsync(CancellationToken.None);
        return kept;
    }

    /// <param name="lots">Numbers; empty when the sending asked for no lots.</param>
    private static async Task TickAsync(OwnedConsultation owned, Depot depot, string lots)
    {
        if (lots.Length == 0)
            return;
        var known = await owned.Db.Set<Lot>().Where(l => l.ConsultationId == depot.ConsultationId).Select(l => l.Number).ToListAsync();
        owned.Db.Attach(depot);
        depot.LotNumbers = string.Join(' ', Arrived.Numbers(lots).Intersect(known).Order());
    }

    /// <summary>Said here: the review asks for an account first.</summary>
    private static async Task<Refusal?> LackingAsync(OwnedConsultation owned, string depotId) => await FindAsync(owned, depotId) is { } depot
        ? depot.CheckComplete(await owned.Db.Set<Lot>().CountAsync(l => l.ConsultationId == depot.ConsultationId))
        : null;

    private async Task<Kept> SortAsync(OwnedConsultation owned, Depot depot, Arrived arrived, PliRoom room)
    {
        var kept = Sort(depot, arrived, room);
        // From the first file that somebody sends signed in, its bytes count for their account.
        if (depot.AccountId.Length == 0 && kept.Rows.Count > 0 && !access.IsVisitor)
        {
            owned.Db.Attach(depot);
            depot.AccountId = access.AccountId;
        }

        await TickAsync(owned, depot, arrived.Field("lots"));
        owned.Db.AddRange(kept.Rows);
        return kept;
    }

    private Kept Sort(Depot depot, Arrived arrived, PliRoom room)
    {
        var kept = new Kept([], [], [], [.. arrived.Refusals.Select(r => t[r])]);
        foreach (var file in arrived.Files)
        {
            var row = ToRow(depot, file, kept.Rows.Count);
            if (depot.Files.Concat(kept.Rows).Any(row.IsSameAs))
            {
                kept.Superfluous.Add(file);
                kept.Remarks.Add(t["« {0} » y était déjà : il n’y est qu’une fois.", file.DisplayName]);
                continue;
            }

            if (room.Check(file.DisplayName, file.Stored.Length) is { } full)
            {
                kept.Superfluous.Add(file);
                kept.Refusals.Add(t[full]);
                continue;
            }

            room = room.Without(file.Stored.Length);
            if (depot.Files.Concat(kept.Rows).Any(f => f.Part == row.Part && f.DisplayName == row.DisplayName))
                kept.Remarks.Add(t["Deux fichiers s’appellent maintenant « {0} » : retirez celui qui n’est plus bon.", file.DisplayName]);
            if (file.Remark.Length > 0)
                kept.Remarks.Add(file.Remark);
            kept.Rows.Add(row);
        }

        return kept;
    }

    private DepotFile ToRow(Depot depot, ArrivedFile file, int before) => new()
    {
        Id = Ids.New(clock),
        DepotId = depot.Id,
        Position = depot.Files.Select(f => f.Position).DefaultIfEmpty(0).Max() + before + 1,
        Part = file.Part,
        DisplayName = file.DisplayName,
        StoredFileId = file.Stored.RandomId,
        Sha256 = file.Stored.Sha256,
        Length = file.Stored.Length,
        BeganAt = file.BeganAt,
        ArrivedAt = file.ArrivedAt,
    };

    private IResult Answer(HttpContext http, string page, Kept kept, bool goesOn)
    {
        var refusals = kept.Refusals;
        if (kept is { Rows.Count: 0, Superfluous.Count: 0 })
        {
            if (refusals.Count == 0 && goesOn)
                return Uploads.Taken(http, page + "/relire");
            if (refusals.Count == 0)
                refusals = [t["Choisissez d’abord un fichier."]];
            if (Uploads.IsScript(http.Request))
                return Uploads.Refused(t, refusals);
        }

        var notice = notices.GetTempData(http);
        string[] sentences = kept.Rows.Count switch
        {
            0 => [.. kept.Remarks],
            1 => [t["« {0} » est reçu.", kept.Rows[0].DisplayName], .. kept.Remarks],
            _ => [t["{0} fichiers sont reçus.", kept.Rows.Count], .. kept.Remarks],
        };
        if (sentences.Length > 0)
            notice.Say(string.Join(' ', sentences.Take(6)));
        notice.LeaveRefusals(refusals);
        notice.Save();
        return Uploads.Taken(http, goesOn && refusals.Count == 0 ? page + "/relire" : page);
    }

    private static Task<Depot?> FindAsync(OwnedConsultation owned, string depotId) =>
        owned.Db.Set<Depot>().Include(d => d.Files).AsNoTracking().SingleOrDefaultAsync(d => d.Id == depotId && d.ConsultationId == owned.Public.ConsultationId);

    /// <summary>What became of the files of one sending: rows to store, files that no row needs, sentences.</summary>
    private sealed record Kept(List<DepotFile> Rows, IReadOnlyList<ArrivedFile> SuperfluousFiles, List<string> Remarks, List<string> Refusals)
    {
        public List<ArrivedFile> Superfluous { get; } = [.. SuperfluousFiles];
    }
}
