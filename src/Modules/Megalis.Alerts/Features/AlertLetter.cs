using System.Text;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;

namespace Megalis.Alerts.Features;

/// <summary>The words of a mail of alerts: how many and what in the subject, each search with its finds, its links, and the way out.</summary>
internal sealed class AlertLetter(Texts texts, TenantStore tenants, AlertLinks links, CriteriaReader reader, TimeProvider clock)
{
    /// <summary>Finds of one search that a mail lists; the rest is behind the link.</summary>
    private const int Listed = 40;

    /// <summary>A deadline nearer than this is said with what remains.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromDays(7);

    public MailMessage Write(string address, AlertMailing mailing, IReadOnlyList<AlertPart> parts)
    {
        var text = new StringBuilder(texts["Bonjour,"]).Append("\n\n");
        foreach (var part in parts)
            WritePart(text, part);
        text.Append(texts["Toutes vos alertes :"]).Append(' ').Append(ManageOf(parts.FirstOrDefault(part => part.Search.IsOfAccount) ?? parts[0])).Append('\n');
        if (parts.Count > 1)
            text.Append(texts["Arrêter ces alertes, une par une ou toutes :"]).Append(' ').Append(links.Stop(mailing)).Append('\n');
        text.Append("\n-- \n").Append(tenants.Default.Text("SiteName", tenants.Default.DisplayName)).Append('\n').Append(links.Portal).Append('\n');
        return new MailMessage(address, Subject(parts), text.ToString())
        {
            // The one click of a mail program stops exactly what this mail came from.
            UnsubscribeUrl = parts.Count == 1 ? links.Stop(parts[0].Search) : links.Stop(mailing),
        };
    }

    /// <summary>« 3 nouvelles consultations : Toiture, Façade »; a single find is named.</summary>
    private string Subject(IReadOnlyList<AlertPart> parts)
    {
        var finds = parts.SelectMany(p => p.Finds).DistinctBy(f => (f.Notice.ConsultationId, f.Match.Occasion)).ToList();
        var names = string.Join(", ", parts.Select(p => p.Search.Name).Distinct());
        if (finds is [var (match, notice)])
            return Single(match) + " : " + OneLine.Of(notice.Objet, 150);
        var fresh = finds.Count(f => f.Match.IsNew);
        return fresh switch
        {
            0 when finds.Select(f => f.Notice.ConsultationId).Distinct().Count() is > 1 and var changed => texts["{0} consultations ont changé : {1}", changed, names],
            0 => texts["1 consultation a changé : {0}", names],
            1 => texts["1 nouvelle consultation : {0}", names],
            _ => texts["{0} nouvelles consultations : {1}", fresh, names],
        };
    }

    private string Single(AlertMatch match) => match.Occasion switch
    {
        AlertMatch.New => texts["Nouvelle consultation"],
        AlertMatch.Cancelled => texts["Consultation sans suite"],
        _ => texts["Consultation modifiée"],
    };

    private void WritePart(StringBuilder text, AlertPart part)
    {
        var search = part.Search;
        text.Append("« ").Append(search.Name).Append(" »\n").Append(reader.Read(search).Sentence).Append("\n\n");
        WriteList(text, texts["Nouvelles :"], part, f => f.Match.IsNew, byDeadline: false);
        WriteList(text, texts["Modifiées :"], part, f => !f.Match.IsNew && f.Match.Occasion != AlertMatch.Cancelled, byDeadline: true);
        WriteList(text, texts["Déclarées sans suite :"], part, f => f.Match.Occasion == AlertMatch.Cancelled, byDeadline: true);
        text.Append(texts["Tous les résultats :"]).Append(' ').Append(links.Results(search)).Append('\n')
            .Append(texts["Changer cette alerte :"]).Append(' ').Append(links.Edit(search)).Append('\n')
            .Append(texts["L’arrêter :"]).Append(' ').Append(links.Stop(search)).Append("\n\n");
    }

    private void WriteList(StringBuilder text, string title, AlertPart part, Func<(AlertMatch Match, Notice Notice), bool> which, bool byDeadline)
    {
        var finds = part.Finds.Where(which).OrderBy(f => byDeadline ? f.Notice.Deadline : f.Match.At).ThenBy(f => f.Notice.Reference, StringComparer.Ordinal).ToList();
        if (finds.Count == 0)
            return;
        text.Append(title).Append('\n');
        foreach (var (match, notice) in finds.Take(Listed))
            WriteFind(text, part.Search, match, notice);
        if (finds.Count > Listed)
            text.Append(texts["… et {0} autres, dans les résultats.", finds.Count - Listed]).Append('\n');
        text.Append('\n');
    }

    private void WriteFind(StringBuilder text, SavedSearch search, AlertMatch match, Notice notice)
    {
        text.Append("- ").Append(notice.Objet).Append("\n  ").Append(notice.Acheteur);
        if (notice.Commune.Length > 0)
            text.Append(" · ").Append(notice.Commune);
        text.Append('\n');
        foreach (var line in match.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            text.Append("  > ").Append(OneLine.Of(line, 2000)).Append('\n');
        if (match.Occasion != AlertMatch.Cancelled)
            text.Append("  ").Append(Deadline(notice)).Append('\n');
        text.Append("  ").Append(links.Consultation(search, notice.Reference)).Append('\n');
    }

    private string Deadline(Notice notice)
    {
        var now = clock.GetUtcNow();
        if (notice.Deadline < now)
            return texts["Close depuis le {0}", ParisTime.Date(notice.Deadline)];
        var said = texts["Date limite : {0}", ParisTime.Full(notice.Deadline)];
        return notice.Deadline - now < Near ? $"{said}, {ParisTime.Remaining(notice.Deadline, now)}" : said;
    }

    private string ManageOf(AlertPart part) => part.Search.IsOfAccount ? links.Account : links.OfAddress(part.Search.EmailFolded);
}
