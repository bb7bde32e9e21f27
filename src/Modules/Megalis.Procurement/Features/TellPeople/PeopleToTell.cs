using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>Why somebody is written to; the words stand in the mail.</summary>
internal enum Reason
{
    TookDce,
    AskedQuestion,
    HandedInPli,
}

/// <summary>One address to write to.</summary>
/// <param name="Mark">Under which it stops the mails; null for who is told whatever they wish.</param>
internal sealed record Recipient(string Email, Reason Reason, string? Mark);

/// <summary>
/// Whom the law says to tell of a consultation, each address once: who took the DCE by name, who asked a question, who handed a
/// pli in, anonymous though their DCE may have been (CCP R. 2185-2). Asked in the queue only: no page counts depositors.
/// </summary>
internal static class PeopleToTell
{
    /// <param name="isEnd">The end of the procedure: who handed a pli in learns it even when they stopped the mails.</param>
    public static async Task<IReadOnlyList<Recipient>> PeopleToTellAsync(this MegalisDb db, string consultationId, bool isEnd, CancellationToken stop)
    {
        var questions = await db.Set<Question>().AsNoTracking().Where(q => q.ConsultationId == consultationId && q.Email != "")
            .OrderBy(q => q.Id).Select(q => new { q.Email, q.Id, q.StoppedAt }).ToListAsync(stop);
        var silent = (await db.Set<Retrait>().Where(r => r.ConsultationId == consultationId && r.StoppedAt != null && r.EmailFolded != "").Select(r => r.EmailFolded).Distinct().ToListAsync(stop))
            .Concat(questions.Where(q => q.StoppedAt is not null).Select(q => Folded.Of(q.Email))).ToHashSet();
        var plis = await db.Set<Pli>().AsNoTracking().Where(p => p.ConsultationId == consultationId && p.DepositorEmail != "").OrderBy(p => p.Id).Select(p => p.DepositorEmail).Distinct().ToListAsync(stop);
        var willing = (await db.IdentifiedRetraitsAsync(consultationId, stop)).Select(r => new Recipient(r.Email, Reason.TookDce, r.Mark))
            .Concat(questions.Select(q => new Recipient(q.Email, Reason.AskedQuestion, q.Id)))
            .Where(r => !silent.Contains(Folded.Of(r.Email)));
        var depositors = plis.Select(email => new Recipient(email, Reason.HandedInPli, null)).Where(r => isEnd || !silent.Contains(Folded.Of(r.Email)));
        return [.. willing.Concat(depositors).DistinctBy(r => Folded.Of(r.Email))];
    }

    /// <summary>Stops the mails of whoever holds the id of one of their retraits or questions; false when nobody has it.</summary>
    public static async Task<bool> StopAsync(this OwnedConsultation owned, string? mark, DateTimeOffset now, CancellationToken stop)
    {
        if (await owned.AddressOfAsync(mark, stop) is not { } email)
            return false;
        var consultation = owned.Public.ConsultationId;
        await owned.Db.UpdateWhereAsync<Retrait>(
            r => r.ConsultationId == consultation && r.EmailFolded == email && r.StoppedAt == null, set => set.Set(r => r.StoppedAt, now), stop);
        var questions = await owned.QuestionsOfAsync(email, stop);
        await owned.Db.UpdateWhereAsync<Question>(q => questions.Contains(q.Id) && q.StoppedAt == null, set => set.Set(q => q.StoppedAt, now), stop);
        return true;
    }

    /// <summary>Who gives their address again wants to be told again.</summary>
    public static async Task ResumeAsync(this OwnedConsultation owned, string email, CancellationToken stop)
    {
        var (consultation, folded, never) = (owned.Public.ConsultationId, Folded.Of(email), (DateTimeOffset?)null);
        await owned.Db.UpdateWhereAsync<Retrait>(
            r => r.ConsultationId == consultation && r.EmailFolded == folded && r.StoppedAt != null, set => set.Set(r => r.StoppedAt, never), stop);
        var questions = await owned.QuestionsOfAsync(folded, stop);
        await owned.Db.UpdateWhereAsync<Question>(q => questions.Contains(q.Id) && q.StoppedAt != null, set => set.Set(q => q.StoppedAt, never), stop);
    }

    /// <summary>The folded address that left a retrait or a question under this id; null when there is none.</summary>
    public static async Task<string?> AddressOfAsync(this OwnedConsultation owned, string? mark, CancellationToken stop)
    {
        if (mark is null)
            return null;
        var consultation = owned.Public.ConsultationId;
        var email = await owned.Db.Set<Retrait>().Where(r => r.Id == mark && r.ConsultationId == consultation && r.EmailFolded != "").Select(r => r.EmailFolded).SingleOrDefaultAsync(stop)
            ?? await owned.Db.Set<Question>().Where(q => q.Id == mark && q.ConsultationId == consultation && q.Email != "").Select(q => q.Email).SingleOrDefaultAsync(stop);
        return email is null ? null : Folded.Of(email);
    }

    /// <summary>Addresses of questions have no folded column: those of one consultation are compared here.</summary>
    private static async Task<IReadOnlyList<string>> QuestionsOfAsync(this OwnedConsultation owned, string folded, CancellationToken stop) =>
        [.. (await owned.Db.Set<Question>().Where(q => q.ConsultationId == owned.Public.ConsultationId && q.Email != "").Select(q => new { q.Id, q.Email }).ToListAsync(stop))
            .Where(q => Folded.Of(q.Email) == folded).Select(q => q.Id)];
}
