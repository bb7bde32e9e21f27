using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.TakeDce;

/// <summary>Who takes the DCE; empty for somebody who does not say.</summary>
internal sealed record Taker(string AccountId, string Email, string Name, string Entreprise)
{
    public static Taker Anonymous { get; } = new("", "", "", "");
}

/// <summary>Writes the register of retraits in the owner's scope.</summary>
internal static class RetraitRegister
{
    /// <summary>In the journal.</summary>
    public const string Act = "dce.taken";

    /// <summary>The actor of a journal entry when nobody said who they are.</summary>
    public const string AnonymousActor = "anonyme";

    /// <summary>One line of the register with its journal entry and what <paramref name="also"/> adds; saves.</summary>
    public static async Task<Retrait> WriteAsync(OwnedConsultation owned, Taker taker, string what, DateTimeOffset now, CancellationToken stop, Action<Retrait>? also = null)
    {
        var retrait = new Retrait
        {
            Id = Ids.Random(),
            ConsultationId = owned.Public.ConsultationId,
            At = now,
            What = what,
            AccountId = taker.AccountId,
            Email = taker.Email,
            EmailFolded = Folded.Of(taker.Email),
            Name = taker.Name,
            Entreprise = taker.Entreprise,
            Folded = Folded.Of($"{taker.Entreprise} {taker.Name} {taker.Email} {what}"),
        };
        owned.Db.Add(retrait);
        owned.Services.GetRequiredService<Journal>().Append(
            Act, ConsultationActs.Subject, retrait.ConsultationId, new { what, taker.Email, taker.Name, taker.Entreprise },
            taker.AccountId.Length > 0 ? taker.AccountId : AnonymousActor);
        also?.Invoke(retrait);
        await owned.Db.SaveChangesAsync(stop);
        return retrait;
    }

    /// <summary>Who identified under this id for this consultation; null when nobody did.</summary>
    public static async Task<Taker?> FindAsync(OwnedConsultation owned, string? id, CancellationToken stop)
    {
        var consultation = owned.Public.ConsultationId;
        var retrait = id is null ? null : await owned.Db.Set<Retrait>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.ConsultationId == consultation && r.EmailFolded != "", stop);
        return retrait is null ? null : new Taker(retrait.AccountId, retrait.Email, retrait.Name, retrait.Entreprise);
    }
}
