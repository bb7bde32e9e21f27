using System.Globalization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Bench.Search;

/// <summary>One notice of the corpus file: id, buyer, département, CPV, procédure, publication, deadline, lots, title, description.</summary>
internal sealed record CorpusRow(string[] Columns)
{
    public string Id => Columns[0];

    public string Departement => Columns[2];

    public string Cpv => Columns[3];

    public string Division => Cpv[..2];

    public string Procedure => Columns[4];

    public long Published => Day(Columns[5]);

    public long Deadline => Day(Columns[6]);

    public string Title => Columns[8];

    public string Description => Columns[9];

    /// <summary>What the reference searched.</summary>
    public string Text => $"{Title} . {Description}";

    public static long Day(string date) =>
        IndexDocument.Microseconds(new DateTimeOffset(DateTime.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeSpan.Zero));

    public static IEnumerable<CorpusRow> Read(string file) => File.ReadLines(file).Select(line => new CorpusRow(line.Split('\t')));
}

/// <summary>One query of the queries file: id, class, kind, text, open only, département, CPV division, sort, facets.</summary>
internal sealed record CorpusQuery(string Id, string Class, string Kind, string Text, bool IsOpenOnly, string Departement, string Division, string Sort, bool HasFacets)
{
    /// <summary>The corpus is made as of this day.</summary>
    public static long Today { get; } = CorpusRow.Day("2026-11-21");

    public static List<CorpusQuery> Read(string file) => [.. File.ReadLines(file).Select(line => line.Split('\t'))
        .Select(c => new CorpusQuery(c[0], c[1], c[2], c[3], c[4] == "1", c[5], c[6], c[7], c[8] == "1"))];

    public SearchRequest ToRequest() => new()
    {
        Groups = [SearchCorpus.Everyone],
        Text = Kind switch { "phrase" => $"\"{Text}\"", "prefix" => Text + "*", _ => Text },
        Filters = [.. Filters()],
        Order = Sort switch { "date" => new SearchOrder("publication"), "deadline" => new SearchOrder("limite", Descending: false), _ => new SearchOrder() },
        Facets = HasFacets ? [new FacetRequest("departement"), new FacetRequest("division"), new FacetRequest("procedure")] : [],
    };

    private IEnumerable<SearchFilter> Filters()
    {
        if (IsOpenOnly)
            yield return new SearchFilter.Between("limite", Today, null);
        if (Departement.Length > 0)
            yield return new SearchFilter.AnyOf("departement", Departement);
        if (Division.Length > 0)
            yield return new SearchFilter.AnyOf("division", Division);
    }
}

/// <summary>The corpus as an index: one text for the reference's profile, title and description weighed apart for the product's.</summary>
internal static class SearchCorpus
{
    public const string Everyone = "tous";

    public static IndexSchema Schema(AnalysisProfile profile) => new("corpus",
    [
        .. profile == AnalysisProfile.Lucene ? [IndexField.Text("texte")] : (IndexField[])[IndexField.Text("titre", weight: 3), IndexField.Text("description")],
        IndexField.Stored("intitule"), IndexField.Keyword("departement"), IndexField.Keyword("division"), IndexField.Keyword("procedure"),
        IndexField.Date("publication"), IndexField.Date("limite"),
    ]);

    public static async IAsyncEnumerable<IndexDocument> Documents(string file, AnalysisProfile profile)
    {
        await Task.CompletedTask;
        foreach (var row in CorpusRow.Read(file))
        {
            var document = new IndexDocument(row.Id, Everyone).With("intitule", row.Title).With("departement", row.Departement).With("division", row.Division)
                .With("procedure", row.Procedure).With("publication", (long?)row.Published).With("limite", (long?)row.Deadline);
            yield return profile == AnalysisProfile.Lucene
                ? document.With("texte", row.Text)
                : document.With("titre", row.Title).With("description", row.Description);
        }
    }
}
