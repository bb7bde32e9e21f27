using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Mail;

namespace Megalis.Alerts.Features;

/// <summary>What one search has to say in a mail.</summary>
internal sealed record AlertPart(SavedSearch Search, IReadOnlyList<(AlertMatch Match, Notice Notice)> Finds);

/// <summary>
/// Puts mails about matches into the queue with the row that says which matches they told of. One mail for an address: two searches
/// that find the same consultation are two parts of it.
/// </summary>
internal sealed class AlertPost(MegalisDb db, MailOutbox mails, Recipients recipients, AlertLetter letter, TimeProvider clock)
{
    /// <summary>Marks what was due and not worth a mail any more.</summary>
    public const string Untold = "-";

    /// <summary>A mail for each owner of these fresh matches, all of one consultation; the caller saves.</summary>
    public async Task SendAtOnceAsync(IReadOnlyCollection<(SavedSearch Search, AlertMatch Match)> fresh, Notice notice, CancellationToken stop)
    {
        var addresses = await recipients.AddressesAsync(fresh.Select(m => m.Search), stop);
        foreach (var owner in fresh.Where(m => addresses.ContainsKey(m.Search.OwnerKey)).GroupBy(m => Folded.Of(addresses[m.Search.OwnerKey])))
        {
            var id = Ids.Random();
            var parts = owner.Select(m => new AlertPart(m.Search, [(m.Match, notice)])).ToList();
            Send(addresses[owner.First().Search.OwnerKey], new AlertMailing { Id = id, EmailFolded = owner.Key, Period = "now:" + id, At = clock.GetUtcNow() }, parts);
        }
    }

    /// <summary>One mail and its row; its matches are told from now on. The caller saves.</summary>
    public void Send(string address, AlertMailing mailing, IReadOnlyList<AlertPart> parts)
    {
        db.Add(mailing);
        foreach (var (match, _) in parts.SelectMany(part => part.Finds))
            match.MailingId = mailing.Id;
        mails.Send(letter.Write(address, mailing, parts));
    }
}
