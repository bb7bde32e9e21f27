using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Picture;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ShowPicture;

/// <summary>Drawings of the versions of this tenant.</summary>
internal sealed class Pictures(MegalisDb db, ActivityCatalogue catalogue, TenantContext tenant)
{
    /// <summary>Null when there is no such version here, or when its text cannot be read as a definition.</summary>
    public async Task<(WorkflowDefinition Definition, CircuitPicture Picture)?> ReadAsync(string versionId, CancellationToken stop = default) =>
        await db.Set<DefinitionRow>().Where(d => d.Id == versionId).Select(d => d.Json).SingleOrDefaultAsync(stop) is { } json
        && DefinitionReader.Read(json).Definition is { } definition
            ? (definition, CircuitPicture.Of(definition, catalogue.Of(tenant.Tenant)))
            : null;

    public async Task<CircuitPicture?> FindAsync(string versionId, CancellationToken stop = default) => (await ReadAsync(versionId, stop))?.Picture;

    /// <summary>What the partial view shows of a version; null as above.</summary>
    public async Task<PictureView?> ShowAsync(string versionId, IReadOnlyDictionary<string, StepMark>? marks = null, CancellationToken stop = default) =>
        await FindAsync(versionId, stop) is { } picture ? new PictureView(versionId, picture.Process.Name, picture.Steps, marks) : null;
}
