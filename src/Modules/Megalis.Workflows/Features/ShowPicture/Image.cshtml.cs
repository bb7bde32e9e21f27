using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ShowPicture;

/// <summary>A version as a file of BPMN 2.0, for the viewer and for other tools.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ImageModel(Pictures pictures) : MegalisPage
{
    public async Task<IActionResult> OnGetAsync(string id, CancellationToken stop) =>
        await pictures.FindAsync(id, stop) is { } picture ? File(Encoding.UTF8.GetBytes(picture.ToBpmn()), "application/xml", $"circuit-{id}.bpmn") : NotFound();
}
