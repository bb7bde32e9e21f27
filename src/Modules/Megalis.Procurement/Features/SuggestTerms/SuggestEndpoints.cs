using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.EditConsultation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.SuggestTerms;

/// <summary>What the form proposes while one types: JSON arrays of the very texts that the form understands.</summary>
internal static class SuggestEndpoints
{
    private const int Most = 12;

    public static void MapSuggestions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/achats/communes", (string? q) => Results.Ok(Localities.Search(q, Most).Select(c => CommunePicker.Label(c))))
            .RequireAuthorization(new RequirePermissionAttribute(ProcurementPermissions.Edit));
        endpoints.MapGet("/achats/cpv", (string? q) => Results.Ok(Cpvs(q)))
            .RequireAuthorization(new RequirePermissionAttribute(ProcurementPermissions.Edit));
    }

    /// <summary>By the digits of the code, or by words of the label in any order.</summary>
    internal static IReadOnlyList<string> Cpvs(string? text)
    {
        var words = Folded.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return [];
        var digits = words[0].All(char.IsAsciiDigit) ? words[0] : null;
        return
        [
            .. CpvNomenclature.BuiltIn.Entries
                .Where(e => digits is null
                    ? words.All(Folded.Of(e.Label).Contains)
                    : e.Code.Digits.StartsWith(digits.TrimEnd('0') is { Length: > 1 } short_ ? short_ : digits, StringComparison.Ordinal))
                .Take(Most).Select(e => CpvPicker.Label(e.Code.Digits)),
        ];
    }
}
