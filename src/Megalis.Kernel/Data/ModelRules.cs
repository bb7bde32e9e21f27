using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Megalis.Kernel.Data;

/// <summary>What holds for every table: snake_case names, the tenant filter, the version as concurrency token.</summary>
internal static class ModelRules
{
    public static void Apply(ModelBuilder model, MegalisDb db)
    {
        foreach (var entity in model.Model.GetEntityTypes().ToList())
        {
            NameInSnakeCase(entity);
            if (entity.IsOwned() || entity.BaseType is not null)
                continue;
            if (!db.AllTenants && typeof(ITenantOwned).IsAssignableFrom(entity.ClrType))
                model.Entity(entity.ClrType).HasQueryFilter(MegalisDb.TenantFilter, TenantFilter(entity.ClrType, db));
            if (typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                model.Entity(entity.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }
    }

    /// <summary>« AcheteurNom » becomes « acheteur_nom ».</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static void NameInSnakeCase(IMutableEntityType entity)
    {
        if (entity.GetTableName() is { } table)
            entity.SetTableName(Snake(table));
        foreach (var property in entity.GetProperties())
            property.SetColumnName(Snake(property.GetColumnName()));
        foreach (var key in entity.GetKeys())
            key.SetName(Snake(key.GetName()!));
        foreach (var index in entity.GetIndexes())
            index.SetDatabaseName(Snake(index.GetDatabaseName()!));
        foreach (var foreignKey in entity.GetForeignKeys())
            foreignKey.SetConstraintName(Snake(foreignKey.GetConstraintName()!));
    }

    private static LambdaExpression TenantFilter(Type type, MegalisDb db)
    {
        var row = Expression.Parameter(type, "row");
        return Expression.Lambda(
            Expression.Equal(
                Expression.Property(row, nameof(ITenantOwned.TenantId)),
                Expression.Property(Expression.Constant(db), nameof(MegalisDb.TenantId))),
            row);
    }
}
