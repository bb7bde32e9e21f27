using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;

namespace Megalis.Procurement.Data;

/// <summary>
/// References that are unique in the region: « 2026-KER-0001 ». The number is counted for the code, not for the tenant,
/// because two entités may share three letters.
/// </summary>
internal sealed class ReferenceCounter(MegalisDb db, TenantContext tenant, TimeProvider clock)
{
    /// <summary>Takes the next number in the caller's transaction.</summary>
    public async Task<string> NextAsync(CancellationToken stop = default)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{ParisTime.At(clock.GetUtcNow()).Year}-{Code(tenant.Tenant)}");
        var number = await db.NextNumberAsync("consultation/" + prefix, stop);
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:0000}");
    }

    /// <summary>The setting <c>ReferenceCode</c>, else the first three letters of the tenant's name.</summary>
    public static string Code(Tenant tenant)
    {
        var letters = string.Concat(Folded.Of(tenant.Text("ReferenceCode", tenant.IsDefault ? "MEG" : tenant.Name)).Where(char.IsAsciiLetterOrDigit));
        return letters.ToUpperInvariant().PadRight(3, 'X')[..3];
    }
}
