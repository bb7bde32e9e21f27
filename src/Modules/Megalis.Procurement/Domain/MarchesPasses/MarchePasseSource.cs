namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>One publication of a contract, word for word: what was understood can always be compared with it.</summary>
internal sealed class MarchePasseSource
{
    /// <summary>SHA-256 of <see cref="Json"/>, hexadecimal: the same publication is kept once.</summary>
    public string Hash { get; set; } = "";
    public string MarcheId { get; set; } = "";
    public string ImportId { get; set; } = "";
    public string Json { get; set; } = "";
}
