using Megalis.Kernel.Localization;
using Megalis.Procurement.Features.SearchConsultations;
using Megalis.Search.Contracts;

namespace Megalis.Procurement.Contracts;

/// <summary>Which consultations are meant by their state.</summary>
public enum CriteriaState
{
    /// <summary>Published, deadline not passed. The default.</summary>
    Open,

    /// <summary>Deadline passed, cancelled or opened.</summary>
    Closed,

    All,
}

/// <summary>The order of what is found.</summary>
public enum CriteriaOrder
{
    /// <summary>The best first when there are words; else <see cref="Deadline"/>.</summary>
    Default,

    /// <summary>What ends soonest first among open ones; what ended last first among others.</summary>
    Deadline,

    /// <summary>The latest publication first.</summary>
    Publication,
}

/// <summary>A body that publishes consultations.</summary>
/// <param name="Id">Of its tenant.</param>
public sealed record AcheteurChoice(int Id, string Name);

/// <summary>One condition of a search, as a sentence says it, and the search without it.</summary>
/// <param name="Text">« contenant « toiture » ».</param>
/// <param name="Without">Everything but this condition, first page.</param>
public sealed record CriteriaPart(string Text, ConsultationCriteria Without);

/// <summary>
/// What a search of consultations asks, whatever it is for: a page, an export, a feed, a saved search. Read from an address by
/// <see cref="ConsultationCriteriaReader"/>, which drops what it does not understand; everything in it exists.
/// </summary>
/// <remarks>Parameters of the address: docs/reference/procurement.md. At most <see cref="MostValues"/> values of a kind.</remarks>
public sealed record ConsultationCriteria
{
    public const int MostValues = 20;

    /// <summary>Beyond it the engine refuses with a sentence; what is longer was cut here, one character later.</summary>
    public const int LongestWords = 4096;

    /// <summary>As typed, in the syntax of docs/reference/search.md; empty for none. Parameter <c>q</c>.</summary>
    public string Words { get; init; } = "";

    /// <summary>Words or codes of a trade. Parameter <c>metier</c>.</summary>
    public Trade? Trade { get; init; }

    /// <summary>Codes of départements of Brittany. Parameter <c>dep</c>.</summary>
    public IReadOnlyList<string> Departements { get; init; } = [];

    /// <summary>SIREN of EPCI. Parameter <c>epci</c>.</summary>
    public IReadOnlyList<string> Epcis { get; init; } = [];

    /// <summary>INSEE codes of communes. Parameter <c>insee</c>, or a name in <c>commune</c>.</summary>
    public IReadOnlyList<string> Communes { get; init; } = [];

    /// <summary>Postal codes. Parameter <c>commune</c>.</summary>
    public IReadOnlyList<string> PostalCodes { get; init; } = [];

    /// <summary>First digits of codes, 2 to 8. Parameter <c>cpv</c>.</summary>
    public IReadOnlyList<string> CpvPrefixes { get; init; } = [];

    /// <summary><c>travaux</c>, <c>fournitures</c>, <c>services</c>. Parameter <c>nature</c>.</summary>
    public IReadOnlyList<string> Natures { get; init; } = [];

    /// <summary>Names such as <c>procedure-adaptee</c> (<see cref="ConsultationIndex.NameOf"/>). Parameter <c>procedure</c>.</summary>
    public IReadOnlyList<string> Procedures { get; init; } = [];

    /// <summary>Parameter <c>acheteur</c>, the tenant's id.</summary>
    public IReadOnlyList<AcheteurChoice> Acheteurs { get; init; } = [];

    /// <summary><c>clause-sociale</c>, <c>critere-social</c>, <c>marche-reserve</c>. Parameter <c>sociale</c>, <c>oui</c> for any of them.</summary>
    public IReadOnlyList<string> Sociales { get; init; } = [];

    /// <summary><c>clause-environnementale</c>, <c>critere-environnemental</c>. Parameter <c>environnementale</c>, <c>oui</c> for any of them.</summary>
    public IReadOnlyList<string> Environnementales { get; init; } = [];

    /// <summary>Parameter <c>etat</c>: <c>ouvertes</c>, <c>closes</c>, <c>toutes</c>.</summary>
    public CriteriaState State { get; init; }

    /// <summary>Deadlines of this day of Paris or later. Parameter <c>apres</c>, <c>2027-03-31</c>.</summary>
    public DateOnly? After { get; init; }

    /// <summary>Deadlines of this day of Paris or sooner. Parameter <c>avant</c>.</summary>
    public DateOnly? Before { get; init; }

    /// <summary>Open ones that end within so many days, 1 to 365. Parameter <c>delai</c>.</summary>
    public int? Days { get; init; }

    /// <summary>Published at this instant or later. Parameter <c>depuis</c>, ISO 8601 with its offset or a day of Paris.</summary>
    public DateTimeOffset? PublishedSince { get; init; }

    /// <summary>True: divided into lots; false: not. Parameter <c>lots</c>: <c>oui</c>, <c>non</c>.</summary>
    public bool? HasLots { get; init; }

    /// <summary>Parameter <c>tri</c>: <c>limite</c>, <c>recentes</c>.</summary>
    public CriteriaOrder Order { get; init; }

    /// <summary>From 1. Parameter <c>p</c>.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Nothing is asked but the state and the order.</summary>
    public bool IsEmpty => Parts().Count == 0;

    /// <summary>« ?q=toiture&amp;dep=56 », always the same for the same search; empty when nothing is asked. With its page.</summary>
    public string ToQueryString() => CriteriaAddress.Of(this);

    /// <summary>The same search on this path, with its page: « /marches?q=toiture ».</summary>
    public string On(string path) => path + ToQueryString();

    /// <summary>The question to the index « consultations ».</summary>
    /// <param name="now">Decides what is open; null leaves out what the clock alone decides (open, <see cref="Days"/>), for a search that stands.</param>
    /// <param name="groups">Of the reader.</param>
    public SearchRequest ToRequest(DateTimeOffset? now, IReadOnlyCollection<string> groups) => CriteriaQuestion.Of(this, now, groups);

    /// <summary>Each condition but the state: removed one by one.</summary>
    public IReadOnlyList<CriteriaPart> Parts(Texts? texts = null) => CriteriaSentence.Parts(this, texts);

    /// <summary>« Consultations en cours contenant « toiture », dans le Morbihan », without a full stop.</summary>
    public string Sentence(Texts? texts = null) => CriteriaSentence.Of(this, texts);
}
