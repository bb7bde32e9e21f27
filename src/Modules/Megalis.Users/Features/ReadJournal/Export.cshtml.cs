using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>The same lines as the list's, as a file: what the list hides, the file hides.</summary>
[RequirePermission(KernelPermissions.ExportAuditTrail)]
internal sealed class ExportModel(JournalReader reader, JournalPages pages) : JournalListPage
{
    private const int Batch = 1000;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        var query = await pages.QueryAsync(Filter, stop);
        var file = new StringBuilder(Csv.Beginning).Append(Csv.Line(
            T["Date et heure"], T["Acte"], T["Code de l’acte"], T["Par"], T["Numéro de la personne"], T["Sur"], T["Structure"], T["Position"], T["Entrée"], T["Empreinte"]));
        for (var skip = 0; skip < JournalPages.MostExported; skip += Batch)
        {
            var lines = await pages.ShowAsync(await reader.PageAsync(query, skip, Batch, stop), stop);
            foreach (var line in lines)
                file.Append(Csv.Line(
                    line.Entry.At, line.Act, line.Entry.Act, line.Person, line.Entry.Actor, line.Subject, line.Tenant,
                    line.Entry.Position, line.Entry.EntryId, Convert.ToHexStringLower(line.Entry.LeafHash)));
            if (lines.Count < Batch)
                break;
        }

        return File(Encoding.UTF8.GetBytes(file.ToString()), Csv.ContentType, "journal.csv");
    }
}
