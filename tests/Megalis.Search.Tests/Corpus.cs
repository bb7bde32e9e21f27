using System.Globalization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Testing;

namespace Megalis.Search.Tests;

/// <summary>An index of made-up notices in a folder of its own, and documents by chance that one seed repeats.</summary>
internal sealed class Corpus : IDisposable
{
    public const string Everyone = "tous";

    public static readonly IndexSchema Schema = new("avis",
    [
        IndexField.Text("titre", weight: 3, isReturned: true), IndexField.Text("corps"), IndexField.Keyword("departement"),
        IndexField.Keyword("themes", multiple: true), IndexField.Number("montant"), IndexField.Date("limite"), IndexField.Point("lieu"), IndexField.Stored("note"),
    ])
    { TypicalLength = 20 };

    public static readonly string[] Vocabulary =
    [
        "toiture", "toitures", "électricité", "électrique", "électriques", "école", "écoles", "assainissement", "restauration", "restaurant", "restaurants",
        "bois", "porte", "port", "de", "la", "l'eau", "d'œuvre", "maîtrise", "nettoyage", "accord-cadre", "travaux", "travail", "voirie", "chaufferie", "Lanester",
    ];

    private readonly TempFolder _folder = new();

    public Corpus(SearchOptions? options = null)
    {
        // Beside other work a second may pass by itself.
        var asked = options ?? new SearchOptions { Synonyms = "" };
        Options = asked with { Limits = asked.Limits with { Time = TimeSpan.FromMinutes(2) } };
        Index = Open();
    }

    public SearchOptions Options { get; }

    public SearchIndex Index { get; private set; }

    public string Folder => _folder["index"];

    public SearchIndex Open() => new(Schema, Folder, Options, TimeProvider.System);

    public void Reopen()
    {
        Index.Dispose();
        Index = Open();
    }

    public SearchAnswer Ask(string text, params string[] groups) =>
        Index.Search(new SearchRequest { Text = text, Groups = groups.Length == 0 ? [Everyone] : groups, Take = 1000 });

    /// <summary>The keys that a query finds, in the order of their letters.</summary>
    public string[] Keys(string text, params string[] groups) => [.. Ask(text, groups).Hits.Select(hit => hit.Key).Order(StringComparer.Ordinal)];

    public static IndexDocument Document(Random random, int number)
    {
        var document = new IndexDocument(number.ToString(CultureInfo.InvariantCulture), random.Next(4) == 0 ? ["agents"] : [Everyone])
            .With("titre", Words(random, random.Next(6))).With("corps", Words(random, random.Next(40)))
            .With("departement", random.Next(5) == 0 ? null : "22 29 35 56".Split(' ')[random.Next(4)])
            .With("themes", Enumerable.Range(0, random.Next(4)).Select(_ => "abcdef"[random.Next(6)].ToString()))
            .With("montant", random.Next(4) == 0 ? null : random.Next(100) * 1000L)
            .With("limite", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(9000)));
        return random.Next(3) == 0 ? document : document.With("lieu", 47 + random.NextDouble(), -4 + random.NextDouble());
    }

    public static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]));

    public void Dispose()
    {
        Index.Dispose();
        _folder.Dispose();
    }
}
