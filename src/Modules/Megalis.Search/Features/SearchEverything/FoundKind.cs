using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Features.SearchEverything;

/// <summary>One thing found, as the page shows it.</summary>
internal sealed record Found(string Href, IReadOnlyList<TextRun> Title, IReadOnlyList<TextRun> Snippet, IReadOnlyList<string> Facts);

/// <summary>What was found under one heading.</summary>
/// <param name="Total">Exact.</param>
/// <param name="Shown">The first few, or one page of them.</param>
internal sealed record FoundKind(HitKind Kind, long Total, IReadOnlyList<Found> Shown);

/// <summary>The answer of the whole site.</summary>
internal sealed record EverythingFound
{
    /// <summary>Every heading that could be asked, in order.</summary>
    public IReadOnlyList<FoundKind> Kinds { get; init; } = [];

    /// <summary>Headings whose index is not there yet.</summary>
    public IReadOnlyList<HitKind> Missing { get; init; } = [];

    /// <summary>That the words were searched plainly, or why nothing was searched.</summary>
    public Kernel.Http.Refusal? Remark { get; init; }

    /// <summary>Words that find something, where these find nothing; null otherwise.</summary>
    public string? Meant { get; init; }

    public long Total => Kinds.Sum(kind => kind.Total);

    /// <summary>Nothing can be asked at the moment.</summary>
    public bool IsDown => Kinds.Count == 0 && Missing.Count > 0;
}
