using Megalis.Kernel.Http;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.SearchConsultations;
using Megalis.Search.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.ExplainResult;

/// <summary>« Pourquoi ce résultat ? »: which words stand where.</summary>
[AllowAnonymous]
internal sealed class ExplainResultModel(ConsultationCriteriaReader reader, ConsultationFinder finder, PublicSearch database, SearchIndexes indexes, TimeProvider clock) : MegalisPage
{
    public ConsultationCriteria Criteria { get; private set; } = new();
    public ConsultationRow Row { get; private set; } = null!;
    public IReadOnlyList<string> Reasons { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        Criteria = reader.Read(Request.Query);
        if (await database.Visible().SingleOrDefaultAsync(row => row.Reference == reference, stop) is not { } row)
            return NotFound();
        var now = clock.GetUtcNow();
        Row = RowMaker.Of(row, now);
        var explanation = indexes.Find(Index.Name)?.Explain(finder.Request(Criteria, now), row.ConsultationId);
        if (explanation is null)
            return NotFound();
        Reasons = [.. explanation.Reasons.Where(reason => reason.Kind != SearchReasonKind.Column || reason.Places.Any(place => IsTyped(place.Field))).Select(Sentence).Distinct()];
        return Page();
    }

    /// <summary>State, deadline and buyers are asked for by every search.</summary>
    private static bool IsTyped(string field) => field is not (Index.Etat or Index.Limite or Index.Tenant);

    private string Sentence(SearchReason reason)
    {
        var places = string.Join(", ", reason.Places.Select(Place));
        return reason switch
        {
            { Kind: SearchReasonKind.Column } => T["{0} : {1}", Name(reason.Places[0].Field), reason.Searched],
            { SynonymOf: { } word } => T["« {0} », qui veut dire la même chose que « {1} » : {2}.", reason.Typed, word, places],
            { Kind: SearchReasonKind.Misspelt } => T["Un mot proche de « {0} » : {1}.", reason.Typed, places],
            { Kind: SearchReasonKind.Pattern } => T["Un mot de la forme « {0} » : {1}.", reason.Typed, places],
            { Kind: SearchReasonKind.Phrase } => T["Les mots « {0} » l’un après l’autre : {1}.", reason.Typed, places],
            _ => T["« {0} », sous l’une de ses formes : {1}.", reason.Typed, places],
        };
    }

    private string Place(SearchPlace place) => place.Count > 1 ? T["{0} fois dans {1}", place.Count, Name(place.Field)] : T["dans {0}", Name(place.Field)];

    private string Name(string field) => T[field switch
    {
        Index.Objet => "l’objet",
        Index.Lots => "les lots",
        Index.Acheteur => "l’acheteur",
        Index.Lieu => "le lieu",
        Index.Description => "la description",
        Index.Nomenclature => "les mots de la nomenclature CPV",
        Index.Numero or Index.Reference => "la référence",
        Index.Cpv => "Code CPV",
        Index.Departement => "Département",
        Index.Epci => "Intercommunalité",
        Index.Commune or Index.Postal => "Commune",
        Index.Nature => "Type de marché",
        Index.Procedure => "Procédure",
        Index.LotsNombre => "Nombre de lots",
        _ => "Filtre",
    }];
}
