using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Definitions;

/// <summary>The row of one content type or part of a tenant.</summary>
internal sealed class ContentDefinitionRow : ITenantOwned, IVersioned
{
    public const string TypeKind = "type";
    public const string PartKind = "part";

    public int TenantId { get; set; }
    public string Kind { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>Orchard's record.</summary>
    public string Json { get; set; } = "{}";
    public int Version { get; set; }
}

/// <summary>Reads and writes the content types and parts of the tenant of this scope.</summary>
public sealed class ContentDefinitionStore(MegalisDb db)
{
    private ContentDefinitions? _read;

    /// <summary>The definitions, read once in a scope. To change them, change the result and save it.</summary>
    public async Task<ContentDefinitions> LoadAsync(CancellationToken stop = default)
    {
        if (_read is not null) return _read;
        var definitions = new ContentDefinitions();
        foreach (var row in await db.Set<ContentDefinitionRow>().AsNoTracking().ToListAsync(stop))
        {
            if (row.Kind == ContentDefinitionRow.TypeKind)
                definitions.Put(new ContentTypeDefinition(ContentJson.ReadObject(row.Json)));
            else
                definitions.Put(new ContentPartDefinition(ContentJson.ReadObject(row.Json)));
        }

        return _read = definitions;
    }

    /// <summary>Writes what changed; a definition that is gone is deleted, the content of its type stays.</summary>
    public async Task SaveAsync(ContentDefinitions definitions, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var rows = await db.Set<ContentDefinitionRow>().ToDictionaryAsync(row => (row.Kind, row.Name), stop);
        foreach (var type in definitions.Types)
            Put(rows, ContentDefinitionRow.TypeKind, type.Name, ContentJson.Write(type.Json));
        foreach (var part in definitions.Parts)
            Put(rows, ContentDefinitionRow.PartKind, part.Name, ContentJson.Write(part.Json));
        db.RemoveRange(rows.Values);
        await db.SaveChangesAsync(stop);
        _read = definitions;
    }

    private void Put(Dictionary<(string Kind, string Name), ContentDefinitionRow> rows, string kind, string name, string json)
    {
        if (!rows.Remove((kind, name), out var row))
            db.Add(new ContentDefinitionRow { Kind = kind, Name = name, Json = json });
        else if (row.Json != json)
            row.Json = json;
    }
}
