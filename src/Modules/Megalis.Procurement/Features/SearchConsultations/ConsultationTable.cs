using Megalis.Kernel.Http;
using Megalis.Procurement.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A search as the lines of a spreadsheet.</summary>
internal static class ConsultationTable
{
    private const int Most = 10_000;
    private const int AtOnce = 1000;

    public static IReadOnlyList<string> Heading { get; } =
    [
        "Référence", "Objet", "Acheteur", "SIREN", "Nature", "Procédure", "CPV", "Département", "Commune", "Lots", "Publiée le", "Date limite", "État",
        "Considérations sociales", "Considérations environnementales",
    ];

    public static async Task<IReadOnlyList<string>> LinesAsync(ConsultationSearch search, ConsultationCriteria criteria, CancellationToken stop)
    {
        var lines = new List<string>();
        for (var skip = 0; skip < Most; skip += AtOnce)
        {
            var found = await search.FindAsync(criteria, skip, AtOnce, stop: stop);
            lines.AddRange(found.Rows.Select(Line));
            if (skip + AtOnce >= found.Total)
                break;
        }

        return lines;
    }

    private static string Line(ConsultationRow row) => Csv.Line(
        row.Reference, row.Objet, row.Acheteur, row.AcheteurSiren, row.Nature, row.Procedure, string.Join(' ', row.Cpv),
        row.Departement, row.Commune, row.Lots, row.PublishedAt, row.Deadline, row.Chip, row.Sociales, row.Environnementales);
}
