using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Megalis.Procurement.Data;

internal sealed class ConsultationTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<Consultation>(DescribeConsultation);
        model.Entity<ConsultationFact>().HasKey(f => new { f.ConsultationId, f.Kind });
        model.Entity<ConsultationChange>().HasIndex(x => new { x.ConsultationId, x.At });
        model.Entity<DceFile>(f =>
        {
            f.HasMany(x => x.Versions).WithOne().HasForeignKey(v => v.DceFileId).OnDelete(DeleteBehavior.Cascade);
            f.Ignore(x => x.Current);
        });
        model.Entity<DceVersion>(v =>
        {
            v.HasIndex(x => new { x.DceFileId, x.Number }).IsUnique();
            v.HasIndex(x => x.StoredFileId);
        });
        model.Entity<Retrait>().HasIndex(x => new { x.ConsultationId, x.At });
        model.Entity<Question>().HasIndex(x => new { x.ConsultationId, x.AskedAt });
        model.Entity<ConsultationPublic>(p =>
        {
            p.HasKey(x => x.ConsultationId);
            p.HasIndex(x => x.Reference).IsUnique();
            p.HasIndex(x => x.Deadline);
            p.HasIndex(x => new { x.TenantId, x.Deadline });
        });
    }

    private static void DescribeConsultation(EntityTypeBuilder<Consultation> c)
    {
        c.HasIndex(x => x.Reference).IsUnique();
        c.HasIndex(x => new { x.TenantId, x.ChangedAt });
        c.HasMany(x => x.Lots).WithOne().HasForeignKey(l => l.ConsultationId).OnDelete(DeleteBehavior.Cascade);
        c.HasMany(x => x.DceFiles).WithOne().HasForeignKey(f => f.ConsultationId).OnDelete(DeleteBehavior.Cascade);
        c.HasMany(x => x.Facts).WithOne().HasForeignKey(f => f.ConsultationId).OnDelete(DeleteBehavior.Cascade);
        foreach (var derived in new[] { nameof(Consultation.Published), nameof(Consultation.Cancelled), nameof(Consultation.Opened), nameof(Consultation.CurrentFiles), nameof(Consultation.OuvertureRule) })
            c.Ignore(derived);
    }
}
