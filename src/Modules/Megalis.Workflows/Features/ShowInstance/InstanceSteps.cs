using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Features.ShowPicture;
using Megalis.Workflows.Runtime;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>The step journal of an instance: a page of it in words, and what it says of each activity.</summary>
internal sealed class InstanceSteps(MegalisDb db)
{
    public const int Size = 25;

    /// <summary>The marks come from the last steps: a circuit that loops for years says the same of each activity again and again.</summary>
    public const int MostMarked = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task FillAsync(InstanceView view, int page, CancellationToken stop)
    {
        // Numbers of steps are the revisions, without gaps: a page is found by them, not by passing over rows.
        view.JournalTotal = (int)Math.Min(view.Row.Revision, int.MaxValue);
        var last = view.Row.Revision - ((page - 1L) * Size);
        view.Journal = [.. (await RowsAsync(view.Row.Id, last - Size + 1, last, stop)).OrderByDescending(s => s.Number).Select(s => Told(view, s))];
    }

    /// <summary>By activity id; tells the view what was undone by what.</summary>
    public async Task<IReadOnlyDictionary<string, StepMark>> MarksAsync(InstanceView view, CancellationToken stop)
    {
        var steps = await RowsAsync(view.Row.Id, view.Row.Revision - MostMarked + 1, view.Row.Revision, stop);
        var entries = steps.SelectMany(step => EntriesOf(step).Select(entry => (Step: step, Entry: entry))).ToList();
        var undone = Undone.In(entries.Select(e => e.Entry), view.Definition);
        view.Undone = undone;
        var marks = new Dictionary<string, StepMark>();
        foreach (var (step, entry) in entries.Where(e => e.Entry is { What: "done", Activity.Length: > 0 }))
        {
            marks[entry.Activity] = new StepMark(StepState.Done, [FactOf(view, step, entry)]);
            if (undone.GetValueOrDefault(entry.Execution) is { } activity && marks.GetValueOrDefault(activity) is { } before)
                marks[activity] = new StepMark(StepState.Undone, [.. before.Facts, new StepFact($"Défait par « {view.NameOf(entry.Activity)} »", step.At)]);
        }

        foreach (var execution in view.State.Executions)
        {
            var waits = view.Waits.Where(w => w.Activity == view.NameOf(execution.Activity)).Select(w => new StepFact($"Attend {w.Text}", null));
            var past = marks.GetValueOrDefault(execution.Activity)?.Facts ?? [];
            marks[execution.Activity] = new StepMark(execution.Stuck ? StepState.Incident : StepState.Current, [.. past, .. waits]);
        }

        return marks;
    }

    private Task<List<StepRow>> RowsAsync(string id, long from, long to, CancellationToken stop) =>
        db.Set<StepRow>().AsNoTracking().Where(s => s.InstanceId == id && s.Number >= from && s.Number <= to).OrderBy(s => s.Number).ToListAsync(stop);

    private static JournalStep Told(InstanceView view, StepRow step)
    {
        var entries = EntriesOf(step);
        var person = step.Actor.Length > 0 ? step.Actor : step.Cause == WaitKinds.Task ? entries.Select(e => TaskOf(view, e)?.EndedBy ?? "").FirstOrDefault(p => p.Length > 0, "") : "";
        return new JournalStep(step.Number, step.At, InstanceWords.Cause(step.Cause), view.PersonOf(person), [.. entries.Select(e => Line(view, e))]);
    }

    private static string Line(InstanceView view, StepEntry entry) => InstanceWords.Told(entry, view.NameOf)
        + (entry.What == "done" && view.Undone.GetValueOrDefault(entry.Execution) is { } activity ? $", ce qui défait « {view.NameOf(activity)} »" : "");

    /// <summary>« Réponse : Refuser, par Anne Le Goff », or who of the operators did it.</summary>
    private static StepFact FactOf(InstanceView view, StepRow step, StepEntry entry)
    {
        var outcome = Picture.ActivityPort.Told(entry.Text);
        var person = view.PersonOf(TaskOf(view, entry)?.EndedBy is { Length: > 0 } by ? by : step.Actor);
        var done = step.Cause is "skip" or "done" ? InstanceWords.Cause(step.Cause) : "Fait";
        return new StepFact(done + (outcome.Length > 0 ? $", réponse « {outcome} »" : "") + (person.Length > 0 ? $", par {person}" : ""), step.At);
    }

    private static TaskRow? TaskOf(InstanceView view, StepEntry entry) => view.Tasks.FirstOrDefault(t => t.Execution == entry.Execution);

    private static List<StepEntry> EntriesOf(StepRow step) => JsonSerializer.Deserialize<List<StepEntry>>(step.Entries, Json)!;
}
