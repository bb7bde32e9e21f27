using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>What became of a file's contracts. <see cref="Read"/> = imported + merged + rejected once an import has ended.</summary>
internal sealed class DecpCounts
{
    public int Read { get; set; }
    public int Imported { get; set; }
    public int Merged { get; set; }
    public int Rejected { get; set; }

    /// <summary>Kind of <see cref="DirtKinds"/> to number of findings, in the order of names.</summary>
    public SortedDictionary<string, int> Dirt { get; } = new(StringComparer.Ordinal);

    public void Add(Dirt dirt) => Dirt[dirt.Kind] = Dirt.GetValueOrDefault(dirt.Kind) + 1;
}
