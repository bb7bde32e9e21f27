using System.Text.Json.Nodes;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features;

/// <summary>The one writer of requests: each act is one transaction with its journal entry, its mails and what its circuit hears.</summary>
internal sealed class AdhesionBook(MegalisDb db, WorkflowEngine engine, AdhesionMails mails, Journal journal, TimeProvider clock)
{
    public const string JournalKind = "adhesion";
    public const string Circuit = "accueil-collectivite";
    public const string CompletedEvent = "AdhesionCompleted";
    public const string SignedEvent = "ConventionSigned";

    private static readonly Refusal Moved = new("Cette demande a changé pendant que vous lisiez : voyez où elle en est, puis recommencez.");

    /// <summary>With its facts and its convention, to be changed.</summary>
    public Task<Adhesion?> FindAsync(string? id, CancellationToken stop) =>
        db.Set<Adhesion>().Include(a => a.Facts).Include(a => a.Convention).SingleOrDefaultAsync(a => a.Id == id, stop);

    /// <summary>Whether another confirmed request of this entité is under way.</summary>
    public Task<bool> HasOpenAsync(string siren, string otherThan, CancellationToken stop) =>
        db.Set<Adhesion>().AnyAsync(a => a.OpenSiren == siren && a.Id != otherThan, stop);

    /// <summary>Whether this form was sent before.</summary>
    public Task<bool> IsAskedAsync(string key, CancellationToken stop) => db.Set<Adhesion>().AnyAsync(a => a.Id == key, stop);

    /// <summary>Stores a request whose address has yet to say yes. Of two posts of one form the second finds the first.</summary>
    /// <param name="key">Drawn with the form: 26 characters.</param>
    /// <returns>Why it is not stored.</returns>
    public async Task<Refusal?> AskAsync(string key, AdhesionForm form, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var adhesion = new Adhesion { Id = key, CreatedAt = now, State = AdhesionState.Asked };
        form.WriteTo(adhesion);
        adhesion.Add(AdhesionFactKind.Asked, "", "", now);
        db.Add(adhesion);
        mails.AskForYes(adhesion);
        // Two clicks at a time: the first one's row is the request.
        return await SaveAsync(stop) is { } refusal && !await IsAskedAsync(key, stop) ? refusal : null;
    }

    /// <summary>The address said yes: the circuit begins.</summary>
    public async Task<Refusal?> ConfirmAsync(Adhesion adhesion, CancellationToken stop)
    {
        if (adhesion.ConfirmedAt is not null)
            return null;
        if (await HasOpenAsync(adhesion.Siren, adhesion.Id, stop))
            return HasOpen(adhesion.Siren);
        adhesion.Confirm(clock.GetUtcNow());
        adhesion.MoveTo(AdhesionState.Verification, "", clock.GetUtcNow());
        journal.Append("adhesion.confirmed", JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Siren });
        mails.Received(adhesion);
        return await SaveAsync(stop, () => StartAsync(adhesion, stop)) is { } refusal ? await WhoWasQuickerAsync(adhesion, refusal, stop) : null;
    }

    /// <summary>Two at a time: of one link both came to confirm it, of two requests of one entité the quicker is the open one.</summary>
    private async Task<Refusal?> WhoWasQuickerAsync(Adhesion adhesion, Refusal refusal, CancellationToken stop)
    {
        db.ChangeTracker.Clear();
        if (await db.Set<Adhesion>().AnyAsync(a => a.Id == adhesion.Id && a.ConfirmedAt != null, stop))
            return null;
        return await HasOpenAsync(adhesion.Siren, adhesion.Id, stop) ? HasOpen(adhesion.Siren) : refusal;
    }

    private static Refusal HasOpen(string siren) =>
        new Refusal("Une demande est déjà en cours pour le SIREN {0}. Si c’est la vôtre, le lien de suivi est dans le courriel que vous avez reçu.", siren);

    /// <summary>Begins its circuit, once; null when none is published on the portal. Within <see cref="SaveAsync"/>, which stores it.</summary>
    public Task<string?> StartAsync(Adhesion adhesion, CancellationToken stop) => engine.StartAsync(Circuit, new WorkflowStart
    {
        Key = $"adhesion/{adhesion.Id}",
        CorrelationId = adhesion.Id,
        Title = $"Adhésion : {adhesion.Title}",
        Input = new Dictionary<string, JsonNode?> { ["demande"] = adhesion.Id, ["lien"] = "/admin/adhesions/" + adhesion.Id },
    }, stop);

    public async Task<Refusal?> CompleteAsync(Adhesion adhesion, AdhesionForm form, CancellationToken stop)
    {
        if (adhesion.Complete(form, clock.GetUtcNow()) is { } refusal)
            return refusal;
        if (adhesion.OpenSiren != adhesion.Siren)
        {
            if (await HasOpenAsync(adhesion.Siren, adhesion.Id, stop))
                return new Refusal("Une autre demande est déjà en cours pour le SIREN {0}.", adhesion.Siren).On(nameof(AdhesionForm.Siren));
            adhesion.OpenSiren = adhesion.Siren;
        }

        journal.Append("adhesion.completed", JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Siren });
        await engine.SendAsync(CompletedEvent, adhesion.Id, null, $"{adhesion.Id}/{adhesion.Facts.Count(f => f.Kind == AdhesionFactKind.Completed)}", stop);
        return await SaveAsync(stop);
    }

    /// <summary>Registers the signed convention: the site follows.</summary>
    public async Task<Refusal?> SignAsync(Adhesion adhesion, Convention convention, string byId, CancellationToken stop)
    {
        if (adhesion.Sign(convention, byId, clock.GetUtcNow()) is { } refusal)
            return refusal;
        journal.Append("convention.recorded", JournalKind, adhesion.Id, new { convention.Number, convention.SignedOn, convention.Sha256 });
        await engine.SendAsync(SignedEvent, adhesion.Id, new JsonObject { ["number"] = convention.Number }, adhesion.Id, stop);
        return await SaveAsync(stop);
    }

    /// <summary>Saves what callers changed.</summary>
    /// <param name="within">What is to be done before that in the same transaction.</param>
    /// <returns>Why not, when another writer was quicker.</returns>
    public async Task<Refusal?> SaveAsync(CancellationToken stop, Func<Task>? within = null)
    {
        try
        {
            await db.TransactAsync(async () =>
            {
                if (within is not null)
                    await within();
                await db.SaveChangesAsync(stop);
            }, stop);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Moved;
        }
        catch (DbUpdateException error) when (DatabaseFaults.IsRolledBack(error))
        {
            return Moved;
        }
    }
}
