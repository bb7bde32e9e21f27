using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Data;

/// <summary>
/// Host tables. A publication anywhere in the region asks all searches at once, and one person's searches of several sites are
/// one list and one mail: tenant tables would make each of these a walk through 1,660 scopes. No page lists them but to their
/// owner, and no tenant's administrator ever sees them.
/// </summary>
internal sealed class AlertTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<SavedSearch>(s =>
        {
            s.HasIndex(x => x.Mark).IsUnique();
            s.HasIndex(x => new { x.AccountId, x.EmailFolded, x.TenantId, x.QueryHash }).IsUnique();
            s.HasIndex(x => x.EmailFolded);
            s.HasIndex(x => x.Revision);
            s.HasIndex(x => x.TokenHash);
            s.Ignore(x => x.IsActive);
            s.Ignore(x => x.IsOfAccount);
            s.Ignore(x => x.OwnerKey);
        });
        model.Entity<AlertMatch>(m =>
        {
            m.HasIndex(x => new { x.SavedSearchId, x.ConsultationId, x.Occasion }).IsUnique();
            m.HasIndex(x => new { x.SavedSearchId, x.At });
            m.HasIndex(x => new { x.ConsultationId, x.Occasion });
            m.HasIndex(x => x.MailingId);
            m.Ignore(x => x.IsNew);
            m.HasOne<SavedSearch>().WithMany().HasForeignKey(x => x.SavedSearchId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<AlertMailing>(m => m.HasIndex(x => new { x.EmailFolded, x.Period }).IsUnique());
    }
}
