using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>
/// What came for one instance and has not been heard, the oldest first, a page at a time: however much there is, one
/// transaction carries a page of it.
/// </summary>
internal sealed class OpenStimuli(MegalisDb db, string instanceId)
{
    /// <summary>Heard in one step at most; what is left is the next step's.</summary>
    public const int Page = 200;

    private List<StimulusRow> _page = [];
    private List<StimulusRow> _left = [];

    /// <summary>Earlier pages, of which nothing was for then, lie before this one.</summary>
    private bool _hasPassed;

    /// <summary>There may be more of them behind this page.</summary>
    private bool IsFull => _page.Count == Page;

    public async Task ReadAsync(CancellationToken stop) => Show(await FirstAsync(stop));

    /// <summary>Gives the instance the first one that it waits for, and returns its kind; lays aside those that came too late. Null when none is for now.</summary>
    public string? HearOne(Run run)
    {
        foreach (var stimulus in _left.ToList())
        {
            var signal = new Signal(stimulus.Kind, stimulus.Key, stimulus.Execution, null);
            // Read only when somebody waits for it: what lies here may be large, and is looked at again and again.
            var heard = run.Foresee(signal);
            if (heard == Heard.Taken)
                run.Hear(signal with { Payload = StoredJson.Parse(stimulus.Payload) });
            if (heard == Heard.Parked)
                continue;
            _left.Remove(stimulus);
            stimulus.State = heard == Heard.Taken ? StimulusState.Taken : StimulusState.Late;
            stimulus.EndedAt = run.Facts.Now;
            if (heard == Heard.Taken)
                return stimulus.Kind;
        }

        return null;
    }

    /// <summary>True when the next step must look here again: this page is not all there is, and was not all in vain.</summary>
    public bool IsMore => (IsFull || _hasPassed) && _left.Count < _page.Count;

    /// <summary>Goes on behind a full page of which nothing is for now; false when there is nothing behind it.</summary>
    public async Task<bool> PassAsync(CancellationToken stop)
    {
        if (!IsFull || IsMore)
            return false;
        _hasPassed = true;
        var last = _page[^1];
        foreach (var stimulus in _page)
            db.Entry(stimulus).State = EntityState.Detached;
        Show(await db.Set<StimulusRow>().Where(s => s.State == StimulusState.Open && s.InstanceId == instanceId
                && (s.CreatedAt > last.CreatedAt || (s.CreatedAt == last.CreatedAt && s.Id.CompareTo(last.Id) > 0)))
            .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).Take(Page).ToListAsync(stop));
        return _page.Count > 0;
    }

    private void Show(List<StimulusRow> page) => (_page, _left) = (page, [.. page]);

    private async Task<List<StimulusRow>> FirstAsync(CancellationToken stop)
    {
        // Nothing came for most steps: a timer woke them, or their start.
        if (!await db.HasAsync<StimulusRow>([(nameof(StimulusRow.State), StimulusState.Open), (nameof(StimulusRow.InstanceId), instanceId)], stop))
            return [];
        var first = CompiledQueries.Of(db, "workflows/open", () => EF.CompileAsyncQuery<MegalisDb, string, StimulusRow>((context, instance) =>
            context.Set<StimulusRow>().Where(s => s.State == StimulusState.Open && s.InstanceId == instance).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).Take(Page)));
        var page = new List<StimulusRow>();
        await foreach (var stimulus in first(db, instanceId).WithCancellation(stop))
            page.Add(stimulus);
        return page;
    }
}
