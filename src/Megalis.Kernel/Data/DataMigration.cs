namespace Megalis.Kernel.Data;

internal sealed record MigrationRegistration(string FeatureId, Type Type);

/// <summary>
/// A feature's migrations in Orchard Core's form: <c>int Create()</c> builds the newest shape of day one and returns its
/// number; <c>int UpdateFrom1()</c>, <c>UpdateFrom2()</c> ... lead on. Numbers already run never change. Rows may be
/// written with <see cref="Schema.Sql"/>, which sees all tenants.
/// </summary>
public abstract class DataMigration
{
    /// <summary>Where operations are collected; each method's operations run in one transaction.</summary>
    protected internal Schema Schema { get; internal set; } = null!;

    /// <summary>Builds the first shape; returns its number (1 unless history was folded).</summary>
    public abstract int Create();
}
