using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.AnswerQuestions;

/// <summary>On the desk: consultations whose questions wait for an answer that may still be given.</summary>
internal sealed class QuestionsDesk(MegalisDb db, CurrentUser user, Texts t, TimeProvider clock) : IDeskSource
{
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(CancellationToken stop)
    {
        if (!await user.MayAsync(ProcurementPermissions.Edit, stop))
            return [];
        var rows = await db.Set<Question>().Where(q => q.AnsweredAt == null)
            .GroupBy(q => q.ConsultationId).Select(g => new { Id = g.Key, Count = g.Count(), Since = g.Min(q => q.AskedAt) })
            .Join(db.Set<Consultation>().In(ConsultationStatus.Published, clock.GetUtcNow()), q => q.Id, c => c.Id, (q, c) => new { q.Count, q.Since, c.Reference, c.Objet })
            .OrderBy(r => r.Since).Take(50).ToListAsync(stop);
        return [.. rows.Select(r => new Waiting(
            r.Count == 1 ? t["1 question attend une réponse"] : t["{0} questions attendent une réponse", r.Count],
            r.Objet, $"/achats/{r.Reference}/questions", "chat-dots", r.Since, "/achats", r.Count))];
    }
}
