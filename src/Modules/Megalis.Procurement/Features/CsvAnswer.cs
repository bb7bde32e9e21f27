using System.Text;
using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Megalis.Procurement.Features;

/// <summary>A register as a file that a spreadsheet opens by itself.</summary>
internal static class CsvAnswer
{
    public static FileContentResult CsvFile(this PageModel page, string name, IReadOnlyList<string> heading, IEnumerable<string> lines) =>
        page.File(Encoding.UTF8.GetBytes(Csv.Beginning + Csv.Line(heading) + string.Concat(lines)), Csv.ContentType, name);
}
