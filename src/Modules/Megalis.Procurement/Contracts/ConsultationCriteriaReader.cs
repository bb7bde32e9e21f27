using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Trades;
using Megalis.Procurement.Features.EditConsultation;
using Megalis.Procurement.Features.SearchConsultations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Megalis.Procurement.Contracts;

/// <summary>Reads searches from addresses. What is not understood, or is not there, filters nothing. A singleton.</summary>
public sealed class ConsultationCriteriaReader
{
    private readonly TenantStore _tenants;
    private readonly TradeLists _trades;

    internal ConsultationCriteriaReader(TenantStore tenants, TradeLists trades) => (_tenants, _trades) = (tenants, trades);

    /// <param name="address">« ?q=toiture&amp;dep=56 », with or without the question mark.</param>
    public ConsultationCriteria Read(string? address) => Read(new QueryCollection(QueryHelpers.ParseQuery(address)));

    public ConsultationCriteria Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (communes, postalCodes) = Communes(query);
        return new ConsultationCriteria
        {
            Words = Cut(One(query, "q")),
            Trade = _trades.Find(One(query, "metier")),
            Departements = Known(query, "dep", value => Localities.FindDepartement(value)?.Code),
            Epcis = Known(query, "epci", value => Localities.FindEpci(value)?.Siren),
            Communes = communes,
            PostalCodes = postalCodes,
            CpvPrefixes = Known(query, "cpv", Prefix),
            Natures = Known(query, "nature", Name<Nature>),
            Procedures = Known(query, "procedure", Name<Procedure>),
            Acheteurs = [.. Known(query, "acheteur", AcheteurId).Select(id => _tenants.Find(int.Parse(id, CultureInfo.InvariantCulture))!).Select(t => new AcheteurChoice(t.Id, t.DisplayName))],
            Sociales = Clauses(query, "sociale", ConsiderationSociale.Aucune),
            Environnementales = Clauses(query, "environnementale", ConsiderationEnvironnementale.Aucune),
            State = One(query, "etat") switch { CriteriaAddress.Closed => CriteriaState.Closed, CriteriaAddress.All => CriteriaState.All, _ => CriteriaState.Open },
            After = Day(One(query, "apres")),
            Before = Day(One(query, "avant")),
            Days = Number(One(query, "delai")) is { } days and >= 1 and <= 365 ? days : null,
            PublishedSince = Instant(One(query, "depuis")),
            HasLots = One(query, "lots") switch { "oui" => true, "non" => false, _ => null },
            Order = One(query, "tri") switch { CriteriaAddress.ByDeadline => CriteriaOrder.Deadline, CriteriaAddress.ByPublication => CriteriaOrder.Publication, _ => CriteriaOrder.Default },
            Page = Number(One(query, "p")) is { } page and >= 1 and <= 500 ? page : 1,
        };
    }

    private static string One(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? (values[0] ?? "").Trim() : "";

    private static string Cut(string words) => words.Length <= ConsultationCriteria.LongestWords ? words : words[..(ConsultationCriteria.LongestWords + 1)];

    private static List<string> Known(IQueryCollection query, string name, Func<string, string?> find) =>
        query.TryGetValue(name, out var values) ? Distinct(values, find) : [];

    private static List<string> Distinct(StringValues values, Func<string, string?> find) =>
        [.. values.Take(ConsultationCriteria.MostValues).Select(value => find(value?.Trim() ?? "")).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What a box takes: a name, a name with its code, five digits. People know postal codes, not INSEE's: digits are those first.</summary>
    private static (IReadOnlyList<string> Communes, IReadOnlyList<string> PostalCodes) Communes(IQueryCollection query)
    {
        var postal = Known(query, "commune", value => Localities.CommunesAt(value).Count > 0 ? value : null);
        var named = Known(query, "commune", value => Localities.CommunesAt(value).Count > 0 ? null : CommunePicker.Find(value).Commune?.Code);
        var insee = Known(query, "insee", value => Localities.FindCommune(value)?.Code);
        return ([.. insee.Concat(named).Distinct().Order(StringComparer.Ordinal).Take(ConsultationCriteria.MostValues)], postal);
    }

    /// <summary>« 45261210 Travaux de couverture » is read by its digits.</summary>
    private static string? Prefix(string value) =>
        Cpv.TryParsePrefix(value.Split(' ', 2)[0], out var prefix) ? prefix : null;

    private static string? Name<T>(string value) where T : struct, Enum => IndexName<T>.Find(value) is { } found ? ConsultationIndex.NameOf(found) : null;

    private static List<string> Clauses<T>(IQueryCollection query, string name, T none) where T : struct, Enum
    {
        var all = Enum.GetValues<T>().Where(value => !value.Equals(none)).Select(value => ConsultationIndex.NameOf(value));
        return One(query, name) == "oui" ? [.. all.Order(StringComparer.Ordinal)] : [.. Known(query, name, Name<T>).Where(all.Contains)];
    }

    private string? AcheteurId(string value) =>
        Number(value) is { } id && _tenants.Find(id) is { State: TenantState.Running } ? id.ToString(CultureInfo.InvariantCulture) : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The last days of the calendar have no next one.</summary>
    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 9000 ? day : null;

    private static DateTimeOffset? Instant(string text) => Day(text) is { } day
        ? ParisTime.From(day.ToDateTime(TimeOnly.MinValue))
        : text.Length is >= 20 and <= 40 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is >= 1970 and < 9000
            ? instant.ToUniversalTime() : null;
}
