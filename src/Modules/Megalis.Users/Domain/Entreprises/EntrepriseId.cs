using System.Text.RegularExpressions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Contracts;

namespace Megalis.Users.Domain.Entreprises;

/// <summary>
/// By which number an entreprise is known: a SIRET, or one of the identifiers that the essential data of public
/// procurement allow for those who have none (DECP 2.0.3, <c>typeIdentifiant</c>).
/// </summary>
internal sealed partial record EntrepriseId(IdentifiantType Type, string Value, string Country)
{
    private const string France = "FR";

    /// <summary>Members of the Union by the first two letters of their VAT number: Greece writes EL.</summary>
    private static readonly Dictionary<string, string> VatCountries =
        "AT BE BG CY CZ DE DK EE ES FI HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".Split(' ').ToDictionary(c => c)
            .Append(new("EL", "GR")).ToDictionary(p => p.Key, p => p.Value);

    public static Refusal? FromSiret(string? typed, out EntrepriseId? id)
    {
        id = Siret.TryParse(typed, out var siret) ? new EntrepriseId(IdentifiantType.Siret, siret.Value, France) : null;
        return id is null ? new Refusal(Siret.Explain(Siret.Check(typed))) : null;
    }

    /// <summary>An entreprise without SIRET.</summary>
    /// <param name="type">Any but SIRET.</param>
    /// <param name="typed">With or without spaces, dots and hyphens.</param>
    /// <param name="country">ISO 3166-1 alpha-2; needed for <see cref="IdentifiantType.HorsUe"/> only, others tell it.</param>
    public static Refusal? FromForeign(IdentifiantType type, string? typed, string? country, out EntrepriseId? id)
    {
        id = null;
        var value = string.Concat((typed ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (value.Length == 0)
            return new Refusal("Écrivez l'identifiant de l'entreprise dans son pays.");
        if (type == IdentifiantType.Tva && value.StartsWith(France, StringComparison.Ordinal))
            return new Refusal("Une entreprise établie en France s'inscrit avec son numéro SIRET.");
        if (!Forms[type].IsMatch(value))
            return new Refusal(Explain(type));
        var from = CountryOf(type, value, country);
        if (from is null)
            return new Refusal(type == IdentifiantType.Tva
                ? "Les deux premières lettres du numéro de TVA ne sont pas celles d'un État de l'Union européenne."
                : "Choisissez le pays où l'entreprise est établie.");
        if (type == IdentifiantType.HorsUe && (from == France || VatCountries.ContainsValue(from)))
            return new Refusal("Une entreprise établie dans l'Union européenne s'inscrit avec son numéro de TVA, en France avec son SIRET.");
        id = new EntrepriseId(type, value, from);
        return null;
    }

    /// <summary>As people read it.</summary>
    public string ToDisplay() => Type == IdentifiantType.Siret && Siret.TryParse(Value, out var siret) ? siret.ToDisplay() : Value;

    private static readonly Dictionary<IdentifiantType, Regex> Forms = new()
    {
        [IdentifiantType.Siret] = Never(),
        [IdentifiantType.Tva] = Vat(),
        [IdentifiantType.Tahiti] = Tahiti(),
        [IdentifiantType.Ridet] = Ridet(),
        [IdentifiantType.Frwf] = Free(),
        [IdentifiantType.Irep] = Free(),
        [IdentifiantType.HorsUe] = Free(),
    };

    private static string Explain(IdentifiantType type) => type switch
    {
        IdentifiantType.Tva => "Un numéro de TVA commence par les deux lettres du pays, par exemple BE0123456789.",
        IdentifiantType.Tahiti => "Un numéro TAHITI compte six caractères, et neuf avec celui de l'établissement.",
        IdentifiantType.Ridet => "Un numéro RIDET compte six ou sept chiffres, et trois de plus avec celui de l'établissement.",
        _ => "Cet identifiant compte de deux à trente lettres ou chiffres.",
    };

    private static string? CountryOf(IdentifiantType type, string value, string? chosen) => type switch
    {
        IdentifiantType.Tva => VatCountries.GetValueOrDefault(value[..2]),
        IdentifiantType.Tahiti => "PF",
        IdentifiantType.Ridet => "NC",
        IdentifiantType.Frwf => "WF",
        IdentifiantType.Irep => France,
        _ => chosen is { Length: 2 } && chosen.All(char.IsAsciiLetterUpper) ? chosen : null,
    };

    [GeneratedRegex(@"(?!)")]
    private static partial Regex Never();

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9]{2,13}$", RegexOptions.NonBacktracking)]
    private static partial Regex Vat();

    [GeneratedRegex("^[A-Z0-9][0-9]{5}(?:[0-9]{3})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Tahiti();

    [GeneratedRegex("^[0-9]{6,7}(?:[0-9]{3})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Ridet();

    [GeneratedRegex("^[A-Z0-9]{2,30}$", RegexOptions.NonBacktracking)]
    private static partial Regex Free();
}
