using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ListConsultations;

/// <summary>« Achats »: four columns, or one of them as a list with pages; an export of what is searched.</summary>
[RequirePermission(ProcurementPermissions.View)]
internal sealed class ListConsultationsModel(MegalisDb db, TimeProvider clock) : MegalisPage
{
    public const int InColumn = 10;
    public const int OnPage = 25;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "etape")]
    public string? Column { get; set; }

    [BindProperty(SupportsGet = true, Name = "tri")]
    public string? Sort { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<(BoardColumn Column, IReadOnlyList<ConsultationCard> Cards, int Total)> Board { get; private set; } = [];

    /// <summary>The column shown as a list; null shows the board.</summary>
    public BoardColumn? Chosen => BoardColumn.All.FirstOrDefault(c => c.Key == Column);

    public bool MayEdit { get; private set; }

    public bool IsEmpty => Board.All(b => b.Total == 0);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        MayEdit = await CurrentUser.MayAsync(ProcurementPermissions.Edit, stop);
        Number = Math.Max(1, Number);
        var now = clock.GetUtcNow();
        var columns = Chosen is { } chosen ? [chosen] : BoardColumn.All;
        var board = new List<(BoardColumn, IReadOnlyList<ConsultationCard>, int)>();
        foreach (var column in columns)
            board.Add(await ReadAsync(column, now, stop));
        Board = board;
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var all = await Found(Search).WithParts().AsNoTracking().OrderByDescending(c => c.CreatedAt).Take(10_000).ToListAsync(stop);
        var lines = all.Select(c => Csv.Line(
            c.Reference, c.Objet, c.Nature is { } n ? OfficialList<Nature>.LabelOf(n) : "", OfficialList<Procedure>.LabelOf(c.Procedure),
            c.StatusAt(now).Label(), c.Published?.At, c.Deadline, c.CreatedByName));
        return this.CsvFile("consultations.csv", ["Référence", "Objet", "Nature", "Procédure", "État", "Publiée le", "Date limite", "Créée par"], lines);
    }

    private async Task<(BoardColumn, IReadOnlyList<ConsultationCard>, int)> ReadAsync(BoardColumn column, DateTimeOffset now, CancellationToken stop)
    {
        var rows = column.Statuses.Select(s => Found(Search).In(s, now)).Aggregate((a, b) => a.Union(b));
        var ids = Found(Search).Where(c => rows.Select(r => r.Id).Contains(c.Id));
        var total = await ids.CountAsync(stop);
        var size = Chosen is null ? InColumn : OnPage;
        var list = await Ordered(ids, column).Skip(Chosen is null ? 0 : (Number - 1) * size).Take(size).WithParts().AsNoTracking().ToListAsync(stop);
        var shown = list.Select(c => c.Id).ToList();
        var questions = await db.Set<Question>().Where(q => shown.Contains(q.ConsultationId) && q.AnsweredAt == null)
            .GroupBy(q => q.ConsultationId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        return (column, [.. list.Select(c => new ConsultationCard(c, c.StatusAt(now), questions.GetValueOrDefault(c.Id), now))], total);
    }

    private IOrderedQueryable<Consultation> Ordered(IQueryable<Consultation> rows, BoardColumn column) => (Sort, column.Key) switch
    {
        ("objet", _) => rows.OrderBy(c => c.ObjetFolded).ThenBy(c => c.Id),
        ("recent", _) or (_, "elaboration") or (_, "decision") => rows.OrderByDescending(c => c.ChangedAt).ThenBy(c => c.Id),
        _ => rows.OrderBy(c => c.Deadline).ThenBy(c => c.Id),
    };

    private IQueryable<Consultation> Found(string? search)
    {
        IQueryable<Consultation> rows = db.Set<Consultation>();
        foreach (var word in Folded.Of(search).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var upper = word.ToUpper(Texts.French);
            rows = rows.Where(c => c.ObjetFolded.Contains(word) || c.Reference.Contains(upper));
        }

        return rows;
    }
}
