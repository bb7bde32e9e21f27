namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>One run of <c>decp import</c>. Without <see cref="FinishedAt"/> it was cut off; the next run takes over what it brought.</summary>
internal sealed class DecpImportRow
{
    public string Id { get; set; } = "";
    public string FileName { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int Imported { get; set; }
    public int Merged { get; set; }
    public int Rejected { get; set; }

    /// <summary>JSON object: kind of dirt to count.</summary>
    public string Dirt { get; set; } = "{}";
}
