using Megalis.Kernel.Http.TagHelpers;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>The plis of a consultation as its opening left them, each list in order of arrival.</summary>
/// <param name="Opened">Readable by the buyer.</param>
/// <param name="Waiting">In time and not opened: before the opening all of them; after it those that were still on their way.</param>
/// <param name="Late">Kept closed.</param>
/// <param name="Replaced">Kept closed, because a later one of the same side takes their place (CCP R. 2151-6).</param>
internal sealed record OuvertureState(IReadOnlyList<Pli> Opened, IReadOnlyList<Pli> Waiting, IReadOnlyList<Pli> Late, IReadOnlyList<Pli> Replaced)
{
    public static readonly OuvertureState Unknown = new([], [], [], []);

    public static OuvertureState Of(IEnumerable<Pli> plis)
    {
        var all = plis.OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
        var toOpen = PliRules.ToOpen(all).ToHashSet();
        return new(
            [.. all.Where(p => p.OpenedAt is not null)],
            [.. all.Where(p => p.OpenedAt is null && toOpen.Contains(p))],
            [.. all.Where(p => p.OpenedAt is null && p.IsLate)],
            [.. all.Where(p => p.OpenedAt is null && !p.IsLate && !toOpen.Contains(p))]);
    }

    /// <summary>As the register says it: what became of one of them.</summary>
    public (ChipState Chip, string Word) StateOf(Pli pli, bool isOpened) => pli switch
    {
        { IsLate: true } => (ChipState.Late, "Hors délai"),
        { OpenedAt: not null } => (ChipState.Done, "Ouvert"),
        _ when Replaced.Contains(pli) => (ChipState.Closed, "Remplacé"),
        _ when isOpened => (ChipState.Todo, "À ouvrir"),
        _ => (ChipState.Closed, "Fermé"),
    };
}
