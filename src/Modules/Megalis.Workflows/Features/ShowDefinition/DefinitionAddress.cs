namespace Megalis.Workflows.Features.ShowDefinition;

/// <summary>Where the pages of a definition lie; ids are whatever the tool that drew it gave.</summary>
internal static class DefinitionAddress
{
    public static string Of(string definitionId) => "/admin/circuits/definitions/" + Uri.EscapeDataString(definitionId);

    public static string Of(string definitionId, string page) => $"{Of(definitionId)}/{page}";

    /// <summary>Routing gives every sign of a path segment back but the slash.</summary>
    public static string Read(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
