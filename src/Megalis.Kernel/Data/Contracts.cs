using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Data;

/// <summary>
/// A row that belongs to a tenant: filtered, guarded and, on PostgreSQL, held by row security. The value is stamped by
/// the context; setting it to another tenant is refused.
/// </summary>
public interface ITenantOwned
{
    int TenantId { get; set; }
}

/// <summary>A row that people edit. The second of two writers gets a <see cref="DbUpdateConcurrencyException"/>.</summary>
public interface IVersioned
{
    int Version { get; set; }
}

/// <summary>The tables of a feature. Names become snake_case by themselves; enums are stored as text, instants as µs.</summary>
public interface ITables
{
    void Describe(ModelBuilder model);
}
