using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Decp;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.IndexConsultations;
using Index = Megalis.Procurement.Contracts.MarchePasseIndex;

namespace Megalis.Procurement.Features.IndexMarchesPasses;

/// <summary>A past contract as its index knows it.</summary>
internal static class MarchePasseDocument
{
    /// <param name="publications">JSON of those of its publications that speak of considerations.</param>
    public static IndexDocument Of(MarchePasse row, IEnumerable<string> publications, CpvNomenclature nomenclature, IReadOnlyList<string> groups)
    {
        var document = new IndexDocument(row.Id, [.. groups.Distinct(StringComparer.Ordinal)])
            .With(Index.Objet, DecpText.Readable(row.Objet)).With(Index.Acheteur, row.BuyerName)
            .With(Index.Titulaires, row.Titulaires.Select(t => t.Name).OfType<string>()).With(Index.TitulaireNames, row.TitulaireNames)
            .With(Index.TitulaireId, row.Titulaires.Select(t => SirenOf(t.Identifier)))
            .With(Index.AcheteurId, SirenOf(row.BuyerId)).With(Index.Numero, row.MarcheId).With(Index.Numero, row.Uid)
            .With(Index.Departement, row.Departement).With(Index.LieuName, row.PlaceName ?? row.PlaceCode)
            .With(Index.Lieu, row.PlaceName ?? row.PlaceCode).With(Index.Lieu, Localities.FindDepartement(row.Departement)?.Name)
            .With(Index.Annee, row.NotifiedOn?.Year.ToString(CultureInfo.InvariantCulture))
            .With(Index.Montant, row.AmountCents).With(Index.Duree, row.DurationMonths)
            .With(Index.Notification, Midnight(row.NotifiedOn)).With(Index.Publication, Midnight(row.PublishedOn))
            .With(Index.Nature, NameOf<ContractNature>(row.Nature)).With(Index.NatureName, row.Nature)
            .With(Index.Procedure, NameOf<Procedure>(row.Procedure)).With(Index.ProcedureName, row.Procedure);
        CpvValues.AddTo(document, row.Cpv is { } code ? [code] : [], nomenclature, Index.Cpv, Index.Nomenclature);
        AddConsiderations(document, publications);
        return document;
    }

    /// <summary>The nine digits of a SIRET; another identifier as it is; empty for none.</summary>
    public static string SirenOf(string? identifier) =>
        identifier is { Length: 14 } && identifier.All(char.IsAsciiDigit) ? identifier[..9] : identifier ?? "";

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } known ? ParisTime.From(known.ToDateTime(TimeOnly.MinValue)) : null;

    /// <summary>A label of the official list by its name there; what buyers wrote instead, as words joined by hyphens.</summary>
    private static string? NameOf<T>(string? label) where T : struct, Enum =>
        label is null ? null : OfficialList<T>.TryParse(label, out var value) ? ConsultationIndex.NameOf(value) : ContentPaths.Slug(label);

    private static void AddConsiderations(IndexDocument document, IEnumerable<string> publications)
    {
        var labels = publications.SelectMany(LabelsIn).Distinct(StringComparer.Ordinal).ToList();
        document.With(Index.Sociale, Known<ConsiderationSociale>(labels).Where(value => value != ConsiderationSociale.Aucune).Select(value => ConsultationIndex.NameOf(value)));
        document.With(Index.Environnementale, Known<ConsiderationEnvironnementale>(labels).Where(value => value != ConsiderationEnvironnementale.Aucune).Select(value => ConsultationIndex.NameOf(value)));
    }

    private static IEnumerable<T> Known<T>(IEnumerable<string> labels) where T : struct, Enum
    {
        foreach (var label in labels)
            if (OfficialList<T>.TryParse(label, out var value))
                yield return value;
    }

    /// <summary>All strings below the two members of a publication: objects with a list, a list, or one string.</summary>
    private static List<string> LabelsIn(string json)
    {
        var found = new List<string>();
        try
        {
            using var publication = JsonDocument.Parse(json);
            if (publication.RootElement.ValueKind == JsonValueKind.Object)
                foreach (var member in publication.RootElement.EnumerateObject().Where(m => m.Name.StartsWith("considerations", StringComparison.Ordinal)))
                    Gather(member.Value, found);
        }
        catch (JsonException)
        {
            // Kept word for word as published, and not always JSON.
        }

        return found;
    }

    private static void Gather(JsonElement element, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.String)
            found.Add(element.GetString()!);
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Gather(item, found);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                Gather(member.Value, found);
    }
}
