using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;

namespace Megalis.Tenants;

/// <summary>Writes an act of administration to the journal, in a transaction of its own: the register has committed the change.</summary>
internal sealed class SettingsJournal(MegalisDb db, Journal journal)
{
    public async Task WriteAsync(string act, string kind, string id, object payload, CancellationToken stop)
    {
        journal.Append(act, kind, id, payload);
        await db.SaveChangesAsync(stop);
    }
}
