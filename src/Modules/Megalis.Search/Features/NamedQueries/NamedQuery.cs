using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Tenants;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>One query of Orchard's step <c>Queries</c>, with its members.</summary>
/// <param name="Index">As the recipe calls it; whatever its name, what the site publishes is in ours.</param>
/// <param name="Template">JSON of the query language of Lucene and Elasticsearch.</param>
/// <param name="Schema">Kept and not used: it tells Orchard's GraphQL what comes back.</param>
/// <param name="ReturnContentItems">The whole items come back, else a few of their fields.</param>
internal sealed record NamedQuery(string Source, string Name, string Index, string Template, string Schema, bool ReturnContentItems)
{
    public const int MostName = 100;

    /// <summary>Names stand in addresses; those of Orchard's recipes are words.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MostName && char.IsLetterOrDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.');

    /// <summary>Of the page where it is tried.</summary>
    public string Href => "/admin/recherche/requetes/" + Uri.EscapeDataString(Name);

    public bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The group « Queries » of a tenant's settings.</summary>
internal sealed class NamedQuerySettings
{
    public const string Group = "Queries";

    /// <summary>Of one site: settings are read with every request.</summary>
    public const int Most = 100;

    public List<NamedQuery> Queries { get; set; } = [];

    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<NamedQuery> Of(Tenant tenant) =>
        [.. Sound(() => tenant.Settings<NamedQuerySettings>(Group)).Queries.OrderBy(query => query.Name, StringComparer.OrdinalIgnoreCase)];

    public static NamedQuerySettings Read(JsonNode? group) => Sound(() => group?.Deserialize<NamedQuerySettings>());

    /// <summary>Orchard's step <c>Settings</c> writes any group unread: what is no query there is left out, and no page falls over it.</summary>
    private static NamedQuerySettings Sound(Func<NamedQuerySettings?> read)
    {
        try
        {
            return new NamedQuerySettings
            {
                Queries = [.. (read()?.Queries ?? []).Where(query => query is { Source: not null, Name: not null, Index: not null, Template: not null, Schema: not null } && NamedQuery.IsName(query.Name))],
            };
        }
        catch (JsonException)
        {
            return new NamedQuerySettings();
        }
    }

    /// <summary>Takes the place of the one with its name.</summary>
    public NamedQuerySettings With(NamedQuery query)
    {
        Without(query.Name).Queries.Add(query);
        return this;
    }

    public NamedQuerySettings Without(string name)
    {
        Queries.RemoveAll(query => query.IsCalled(name));
        return this;
    }

    /// <summary>Null when nothing is left.</summary>
    public JsonNode? ToJson() => Queries.Count == 0 ? null : JsonSerializer.SerializeToNode(this);
}
