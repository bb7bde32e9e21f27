using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ReadConsultation;

/// <summary>A published consultation as anybody may read it: what is not public is not in here.</summary>
internal sealed record PublicConsultation(
    Consultation Consultation, string Acheteur, IReadOnlyList<DceFile> Files, IReadOnlyList<Question> Answers, IReadOnlyList<(DateTimeOffset At, string Sentence)> History)
{
    /// <summary>Reads it in the owner's scope.</summary>
    public static async Task<PublicConsultation> ReadAsync(OwnedConsultation owned, CancellationToken stop)
    {
        var consultation = await owned.Db.Set<Consultation>().AsNoTracking().WithParts().SingleAsync(c => c.Id == owned.Public.ConsultationId, stop);
        var answers = await owned.Db.Set<Question>().AsNoTracking()
            .Where(q => q.ConsultationId == consultation.Id && q.AnsweredAt != null).OrderByDescending(q => q.AnsweredAt).ToListAsync(stop);
        var changes = await owned.Db.Set<ConsultationChange>().AsNoTracking().Where(c => c.ConsultationId == consultation.Id).ToListAsync(stop);
        return new PublicConsultation(consultation, owned.Public.Acheteur, [.. PublishedFiles(consultation)], answers, [.. HistoryOf(consultation, changes)]);
    }

    /// <summary>Documents with at least one published version; unpublished versions are not among theirs.</summary>
    public static IEnumerable<DceFile> PublishedFiles(Consultation consultation)
    {
        foreach (var file in consultation.CurrentFiles)
        {
            file.Versions.RemoveAll(v => v.PublishedAt is null);
            if (file.Versions.Count > 0)
                yield return file;
        }
    }

    private static IEnumerable<(DateTimeOffset, string)> HistoryOf(Consultation consultation, List<ConsultationChange> changes)
    {
        var all = changes.Select(c => (c.At, c.Sentence)).ToList();
        all.Add((consultation.Published!.At, "Publication de la consultation."));
        if (consultation.Cancelled is { } cancelled)
            all.Add((cancelled.At, $"Déclarée sans suite. Motif : {cancelled.Reason}"));
        if (consultation.Opened is { } opened)
            all.Add((opened.At, "Ouverture des plis."));
        return all.OrderByDescending(h => h.At);
    }
}
