using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Megalis.Search.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Verbs;

/// <summary>A question as <c>search query</c> and <c>search explain</c> read it from their words.</summary>
internal sealed class AskedQuery
{
    public const string Usage = "[--index NOM] [--site NOM] [--open] [--cpv CODE] [--departement CODE] [--sort CHAMP]";

    private const string DefaultIndex = "consultations";
    private const string Deadline = "limite";
    private const string State = "etat";
    private static readonly string[] WithValue = ["--index", "--site", "--cpv", "--departement", "--sort", "--take"];
    private static readonly string[] Flags = ["--open", "--json"];

    /// <summary>What a person narrows by; the others (references, ids) have as many values as documents.</summary>
    private static readonly string[] FacetFields =
        ["departement", "epci", "cpv", "nature", "procedure", State, "technique", "sociale", "environnementale", "annee", "type"];

    private AskedQuery(IndexSchema schema, IReadOnlyList<string> words, SearchRequest request) => (Schema, Words, Request) = (schema, words, request);

    public IndexSchema Schema { get; }

    /// <summary>What is no option: the query first.</summary>
    public IReadOnlyList<string> Words { get; }

    public SearchRequest Request { get; }

    /// <summary>The field that names a document: the first text that comes back.</summary>
    public string? Title => Schema.Fields.FirstOrDefault(f => f is { Kind: IndexFieldKind.Text, IsReturned: true })?.Name;

    /// <summary>Null with a French sentence for what cannot be read.</summary>
    public static async Task<(AskedQuery? Query, string Fault)> ReadAsync(VerbContext context, string usage)
    {
        if (VerbWords.Unknown(context, WithValue, Flags) is not null || WithValue.Any(option => context.Arguments.Contains(option) && context.Option(option) is null or ['-', '-', ..]))
            return (null, usage);
        var shapes = (await Feed.SourceSession.ShapesAsync(context.Services)).Select(shape => shape.Schema).ToList();
        var name = context.Option("--index") ?? DefaultIndex;
        if (shapes.Find(schema => schema.Name == name) is not { } schema)
            return (null, $"Aucun index ne s’appelle « {name} ». Les index : {string.Join(", ", shapes.Select(s => s.Name).Order(StringComparer.Ordinal))}.");
        var tenants = context.Services.GetRequiredService<TenantStore>();
        if ((context.Option("--site") is { } host ? tenants.Find(host) : tenants.IsSetUp ? tenants.Default : null) is not { } tenant)
            return (null, "Aucun site de ce nom technique (ou le portail n’est pas encore installé).");
        var words = context.Files(WithValue);
        var request = new SearchRequest { Text = words.Count > 0 ? words[0] : "", Groups = [SearchGroups.OfSite(tenant)] };
        return Read(context, schema, words, request);
    }

    private static (AskedQuery? Query, string Fault) Read(VerbContext context, IndexSchema schema, IReadOnlyList<string> words, SearchRequest request)
    {
        var filters = new List<SearchFilter>();
        if (Missing(context, schema) is { } missing)
            return (null, missing);
        if (context.Arguments.Contains("--open"))
            filters.AddRange([new SearchFilter.AnyOf(State, "publiee"), new SearchFilter.Between(Deadline, IndexDocument.Microseconds(context.Services.GetRequiredService<TimeProvider>().GetUtcNow()), null)]);
        if (context.Option("--cpv") is { } cpv)
            filters.Add(new SearchFilter.AnyOf("cpv", [.. Parts(cpv).Select(code => code.TrimEnd('0').PadRight(2, '0'))]));
        if (context.Option("--departement") is { } departement)
            filters.Add(new SearchFilter.AnyOf("departement", Parts(departement)));
        if (context.Option("--take") is { } most && (!int.TryParse(most, out var number) || number is < 0 or > 1000))
            return (null, "--take est un nombre de 0 à 1000.");
        var sort = context.Option("--sort") is { } asked and not "score" ? asked : null;
        if (sort is not null && schema.Find(sort.TrimStart('-')) is not { Kind: IndexFieldKind.Number or IndexFieldKind.Date })
            return (null, $"On trie par score, ou par un de ces champs, précédé d’un tiret pour l’ordre inverse : {string.Join(", ", schema.Fields.Where(f => f.Kind is IndexFieldKind.Number or IndexFieldKind.Date).Select(f => f.Name))}.");
        return (new AskedQuery(schema, words, request with
        {
            Filters = filters,
            Order = sort is null ? new SearchOrder() : new SearchOrder(sort.TrimStart('-'), Descending: sort.StartsWith('-')),
            Take = context.Option("--take") is { } take ? int.Parse(take, System.Globalization.CultureInfo.InvariantCulture) : 10,
            Facets = [.. FacetFields.Where(field => schema.Find(field) is { Kind: IndexFieldKind.Keyword }).Select(field => new FacetRequest(field, 20))],
        }), "");
    }

    private static string? Missing(VerbContext context, IndexSchema schema)
    {
        foreach (var (option, field) in new[] { ("--open", Deadline), ("--cpv", "cpv"), ("--departement", "departement") })
            if (context.Arguments.Contains(option) && schema.Find(field) is null)
                return $"L’index {schema.Name} n’a pas de champ « {field} » : {option} n’y veut rien dire.";
        return null;
    }

    private static string[] Parts(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
