using Megalis.Kernel.Data;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>Published contracts belong to no tenant: they are the public's, of the whole country.</summary>
internal sealed class MarchesPassesTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<MarchePasse>(DescribeMarche);
        model.Entity<MarchePasseTitulaire>(titulaire =>
        {
            titulaire.HasKey(t => new { t.MarcheId, t.Position });
            titulaire.HasIndex(t => t.Identifier);
        });
        model.Entity<MarchePasseModification>(modification =>
        {
            modification.HasKey(m => new { m.MarcheId, m.Position });
            modification.Ignore(m => m.Amount);
        });
        model.Entity<MarchePasseSource>(source =>
        {
            source.HasKey(s => s.Hash);
            source.HasIndex(s => s.MarcheId);
            source.HasOne<MarchePasse>().WithMany().HasForeignKey(s => s.MarcheId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<DecpImportRow>();
    }

    private static void DescribeMarche(EntityTypeBuilder<MarchePasse> marche)
    {
        marche.HasIndex(m => m.MarcheKey).IsUnique();
        marche.HasIndex(m => m.Uid);
        marche.HasIndex(m => m.ImportId);
        marche.HasIndex(m => m.NotifiedOn);
        marche.HasIndex(m => m.Departement);
        marche.HasIndex(m => m.Cpv);
        marche.Ignore(m => m.Amount);
        marche.HasMany(m => m.Titulaires).WithOne().HasForeignKey(t => t.MarcheId).OnDelete(DeleteBehavior.Cascade);
        marche.HasMany(m => m.Modifications).WithOne().HasForeignKey(m => m.MarcheId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MarchesPassesMigrations : DataMigration
{
    public override int Create()
    {
        Schema
            .Table("marche_passe", table => table.Id()
                .Text("marche_key").Text("uid", nullable: true).Text("import_id").Bool("is_visible").Bool("is_concession")
                .Text("marche_id", nullable: true).Text("buyer_id", nullable: true).Text("buyer_name", nullable: true).Text("buyer_folded")
                .Text("objet", nullable: true).Text("nature", nullable: true).Text("cpv", nullable: true)
                .Text("procedure", nullable: true).Text("forme_prix", nullable: true)
                .Text("place_code", nullable: true).Text("place_type", nullable: true).Text("place_name", nullable: true).Text("departement", nullable: true)
                .Int("duration_months", nullable: true)
                .Day("notified_on", nullable: true).Day("published_on", nullable: true).Day("last_published_on", nullable: true)
                .Cents("amount_cents", nullable: true).Text("titulaire_names").Text("search_folded")
                .Unique("marche_key").Index("uid").Index("import_id").Index("notified_on").Index("departement").Index("cpv"))
            .Table("marche_passe_titulaire", table => table
                .Text("marche_id").Int("position").Text("id_type", nullable: true).Text("identifier", nullable: true).Bool("has_true_siret")
                .Text("name", nullable: true).Text("name_folded").Bool("is_current")
                .Key("marche_id", "position").Index("identifier").Foreign("marche_id", "marche_passe", cascade: true))
            .Table("marche_passe_modification", table => table
                .Text("marche_id").Int("position").Int("number", nullable: true).Text("objet", nullable: true)
                .Day("notified_on", nullable: true).Day("published_on", nullable: true).Cents("amount_cents", nullable: true)
                .Int("duration_months", nullable: true).Text("titulaires", nullable: true)
                .Key("marche_id", "position").Foreign("marche_id", "marche_passe", cascade: true))
            .Table("marche_passe_source", table => table
                .Text("hash").Text("marche_id").Text("import_id").Text("json")
                .Key("hash").Index("marche_id").Foreign("marche_id", "marche_passe", cascade: true))
            .Table("decp_import_row", table => table.Id()
                .Text("file_name").Instant("started_at").Instant("finished_at", nullable: true)
                .Int("imported").Int("merged").Int("rejected").Text("dirt"));
        return 1;
    }
}
