using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

internal sealed class PliTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<Pli>(p =>
        {
            p.HasIndex(x => new { x.ConsultationId, x.AccountId, x.ClientId }).IsUnique();
            p.HasIndex(x => x.AccountId);
            p.HasMany(x => x.Files).WithOne().HasForeignKey(f => f.PliId).OnDelete(DeleteBehavior.Restrict);
            p.Ignore(x => x.Length);
            p.Ignore(x => x.ArrivedAt);
            p.Ignore(x => x.Lots);
            p.Ignore(x => x.Replaced);
            p.Ignore(x => x.IsUnconfirmed);
        });
        model.Entity<PliFile>().HasIndex(f => f.StoredFileId);
        model.Entity<PliPointer>(p =>
        {
            p.HasKey(x => x.PliId);
            p.HasIndex(x => new { x.AccountId, x.At });
        });
        model.Entity<Presence>().HasKey(p => new { p.ConsultationId, p.AccountId });
        model.Entity<Ouverture>(o =>
        {
            o.HasIndex(x => new { x.ConsultationId, x.At });
            o.Ignore(x => x.People);
        });
        DescribeDepots(model);
    }

    private static void DescribeDepots(ModelBuilder model)
    {
        model.Entity<Depot>(d =>
        {
            d.HasIndex(x => x.ConsultationId);
            d.HasIndex(x => x.AccountId);
            d.HasMany(x => x.Files).WithOne().HasForeignKey(f => f.DepotId).OnDelete(DeleteBehavior.Cascade);
            d.Ignore(x => x.Lots);
            d.Ignore(x => x.InOrder);
            d.Ignore(x => x.Room);
        });
        model.Entity<DepotFile>(f =>
        {
            f.HasIndex(x => x.StoredFileId);
            f.HasIndex(x => new { x.DepotId, x.Part, x.DisplayName, x.Sha256 }).IsUnique();
        });
    }
}

/// <summary>
/// Where the plis of an account lie: a host table, for the company's own list on the portal. It names no consultation and
/// is read by its account alone.
/// </summary>
internal sealed class PliPointer
{
    public string PliId { get; set; } = "";
    public int TenantId { get; set; }
    public string AccountId { get; set; } = "";
    public string EntrepriseId { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
