using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.EditConsultation;
using Megalis.Search.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.SuggestTerms;

/// <summary>What the public search proposes while one types: JSON arrays of texts, ten at most, of words that stand in what this visitor may read.</summary>
internal static class PublicSuggestions
{
    private const int Most = 10;
    private const int LongestText = 200;

    public static void MapPublicSuggestions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/marches/completer", (string? q, SearchIndexes indexes, TenantContext tenant) => Results.Ok(Complete(q ?? "", ConsultationIndex.Name, indexes, tenant))).AllowAnonymous();
        endpoints.MapGet("/marches/passes/completer", (string? q, SearchIndexes indexes, TenantContext tenant) => Results.Ok(Complete(q ?? "", MarchePasseIndex.Name, indexes, tenant))).AllowAnonymous();
        endpoints.MapGet("/marches/communes", (string? q) => Results.Ok(Communes(q ?? ""))).AllowAnonymous();
    }

    /// <summary>The whole text with its last word completed.</summary>
    private static List<string> Complete(string text, string name, SearchIndexes indexes, TenantContext tenant)
    {
        if (text.Length is < 2 or > LongestText || char.IsWhiteSpace(text[^1]) || indexes.Find(name) is not { } index)
            return [];
        var last = text.AsSpan().LastIndexOfAny(' ', '(', '"') + 1;
        var word = text[last..];
        return word.Length < 2 ? [] : [.. index.Complete(word, [SearchGroups.OfSite(tenant.Tenant)], Most).Select(end => text[..last] + end)];
    }

    private static List<string> Communes(string text) =>
        text.Length > LongestText ? [] : [.. Localities.Search(text, Most).Select(commune => CommunePicker.Label(commune))];
}
