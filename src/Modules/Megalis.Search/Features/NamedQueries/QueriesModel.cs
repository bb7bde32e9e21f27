using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>The named queries of this site.</summary>
[RequirePermission(QueryPermissions.Manage)]
internal sealed class QueriesModel : MegalisPage
{
    public IReadOnlyList<NamedQuery> Queries { get; private set; } = [];

    public IActionResult OnGet()
    {
        Queries = NamedQuerySettings.Of(Tenant);
        return Page();
    }
}
