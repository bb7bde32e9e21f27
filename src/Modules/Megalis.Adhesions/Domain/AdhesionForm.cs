using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Tenants.Contracts;
using Megalis.Users.Contracts;

namespace Megalis.Adhesions.Domain;

/// <summary>What the asker types. Every sentence that may be said of it stands here.</summary>
internal sealed class AdhesionForm
{
    public const int MaxName = 120;
    public const int MaxPerson = 100;
    public const int MaxMessage = 1000;
    private const int MostPeople = 20_000_000;
    private static readonly string[] NotInNames = ["://", "www.", "@", "<", ">"];

    public string? Siren { get; set; }
    public string? Name { get; set; }
    public EntiteKind? Kind { get; set; }
    public string? Commune { get; set; }
    public int? Population { get; set; }
    public string? Address { get; set; }
    public IReadOnlyList<string> Services { get; set; } = [];
    public string? Message { get; set; }
    public string? ContactName { get; set; }
    public string? ContactRole { get; set; }
    public string? ContactEmail { get; set; }
    public string? ContactPhone { get; set; }
    public string? SignatoryName { get; set; }
    public string? SignatoryRole { get; set; }

    /// <summary>Prefilled from the official list.</summary>
    public static AdhesionForm Of(Place place, TenantAddresses addresses) => new()
    {
        Siren = place.Siren,
        Name = place.Name,
        Kind = place.Commune is null ? EntiteKind.Epci : EntiteKind.Commune,
        Commune = place.Commune is { } commune ? SeatCommune.Label(commune) : "",
        Population = place.Commune?.Population ?? place.Epci?.Population,
        Address = addresses.Propose(place.Name),
    };

    public static AdhesionForm Of(Adhesion adhesion) => new()
    {
        Siren = adhesion.Siren,
        Name = adhesion.Name,
        Kind = adhesion.Kind,
        Commune = SeatCommune.Label(adhesion.Commune, adhesion.PostalCode),
        Population = adhesion.Population,
        Address = adhesion.Address,
        Services = [.. WishedService.Of(adhesion.Services).Select(s => s.Code)],
        Message = adhesion.Message,
        ContactName = adhesion.ContactName,
        ContactRole = adhesion.ContactRole,
        ContactEmail = adhesion.ContactEmail,
        ContactPhone = adhesion.ContactPhone,
        SignatoryName = adhesion.SignatoryName,
        SignatoryRole = adhesion.SignatoryRole,
    };

    /// <summary>An address that was left empty is made from the name.</summary>
    public void Propose(TenantAddresses addresses)
    {
        if (string.IsNullOrWhiteSpace(Address))
            Address = addresses.Propose(OneLine.Of(Name, MaxName));
    }

    /// <param name="addresses">Which of the platform's addresses are free.</param>
    /// <param name="own">The address that the request has already: it may keep it.</param>
    public IEnumerable<Refusal> Check(TenantAddresses addresses, string own = "") => new[]
    {
        CheckSiren(Siren)?.On(nameof(Siren)),
        CheckName(Name)?.On(nameof(Name)),
        Kind is null || !Enum.IsDefined(Kind.Value) ? new Refusal("Choisissez de quoi il s’agit : commune, communauté de communes…").On(nameof(Kind)) : null,
        SeatCommune.Read(Commune, out _, out _)?.On(nameof(Commune)),
        Population is < 0 or > MostPeople ? new Refusal("Écrivez un nombre d’habitants, ou laissez vide.").On(nameof(Population)) : null,
        CheckAddress(addresses, own)?.On(nameof(Address)),
        Lines(Message).Length > MaxMessage ? new Refusal("Le message compte {0} caractères au plus.", MaxMessage).On(nameof(Message)) : null,
        CheckText(ContactName, MaxPerson, new Refusal("Écrivez le prénom et le nom de la personne à joindre."))?.On(nameof(ContactName)),
        CheckText(ContactRole, MaxPerson, new Refusal("Écrivez la fonction de cette personne, par exemple « secrétaire de mairie »."))?.On(nameof(ContactRole)),
        VisitorMails.CheckAddress(ContactEmail, out _)?.On(nameof(ContactEmail)),
        CheckPhone(ContactPhone)?.On(nameof(ContactPhone)),
        CheckText(SignatoryName, MaxPerson, new Refusal("Écrivez le nom de la personne qui signera la convention."))?.On(nameof(SignatoryName)),
        CheckText(SignatoryRole, MaxPerson, new Refusal("Écrivez à quel titre cette personne signe, par exemple « maire »."))?.On(nameof(SignatoryRole)),
    }.OfType<Refusal>();

    /// <summary>Only what <see cref="Check"/> let pass.</summary>
    public void WriteTo(Adhesion adhesion)
    {
        _ = SeatCommune.Read(Commune, out var commune, out var postalCode);
        _ = VisitorMails.CheckAddress(ContactEmail, out var email);
        _ = Kernel.Identifiers.Siren.TryParse(Siren, out var siren);
        adhesion.Siren = siren.Value;
        adhesion.Name = OneLine.Of(Name, MaxName);
        adhesion.NameFolded = Folded.Of(adhesion.Name);
        (adhesion.Kind, adhesion.Population, adhesion.Address) = (Kind!.Value, Population, Address!.Trim());
        (adhesion.CommuneInsee, adhesion.Commune, adhesion.PostalCode) = (commune!.Code, commune.Name, postalCode);
        (adhesion.Services, adhesion.Message) = (WishedService.Codes(Services), Lines(Message));
        (adhesion.ContactName, adhesion.ContactRole) = (OneLine.Of(ContactName, MaxPerson), OneLine.Of(ContactRole, MaxPerson));
        (adhesion.ContactEmail, adhesion.ContactEmailFolded, adhesion.ContactPhone) = (email, Folded.Of(email), OneLine.Of(ContactPhone, 30));
        (adhesion.SignatoryName, adhesion.SignatoryRole) = (OneLine.Of(SignatoryName, MaxPerson), OneLine.Of(SignatoryRole, MaxPerson));
    }

    public static Refusal HasSite(string site) =>
        new Refusal("Cette collectivité a déjà un site sur la plateforme : {0}. Pour y entrer, demandez une invitation à la personne qui l’administre.", site);

    public static Refusal? CheckSiren(string? typed)
    {
        var digits = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c)));
        if (digits.Length == 0)
            return new Refusal("Écrivez le numéro SIREN : neuf chiffres, au début du SIRET.");
        if (digits.Length != Kernel.Identifiers.Siren.Length || !digits.All(char.IsAsciiDigit))
            return new Refusal("Un numéro SIREN a neuf chiffres ; celui-ci en a {0}. Avec un SIRET, gardez les neuf premiers.", digits.Count(char.IsAsciiDigit));
        if (!Kernel.Identifiers.Siren.TryParse(digits, out _))
            return new Refusal("Ce numéro SIREN n’existe pas : son dernier chiffre contrôle les autres. Relisez-le.");
        // INSEE: public bodies, and they alone.
        return digits[0] is '1' or '2' ? null : new Refusal("Ce numéro SIREN est celui d’une entreprise ou d’une association : celui d’un organisme public commence par 1 ou 2.");
    }

    private Refusal? CheckAddress(TenantAddresses addresses, string own)
    {
        var name = (Address ?? "").Trim();
        if (name.Length == 0)
            return new Refusal("Choisissez l’adresse du site : des lettres sans accent, des chiffres, des traits d’union.");
        return name == own ? null : addresses.CheckFree(name);
    }

    private static Refusal? CheckName(string? typed)
    {
        if (CheckText(typed, MaxName, new Refusal("Écrivez le nom de la collectivité, tel qu’il doit être lu.")) is { } refusal)
            return refusal;
        // It is the subject of mails: nothing in it may pass for a link.
        return NotInNames.Any(OneLine.Of(typed, MaxName).ToLowerInvariant().Contains)
            ? new Refusal("Écrivez seulement le nom : sans adresse de site ni de courriel, sans « < » ni « > ».")
            : null;
    }

    private static Refusal? CheckText(string? typed, int most, Refusal empty)
    {
        var text = OneLine.Of(typed, int.MaxValue);
        if (text.Length == 0)
            return empty;
        return text.Length > most ? new Refusal("{0} caractères au plus ici.", most) : null;
    }

    /// <summary>A text of several lines, without what cannot be seen or stored.</summary>
    private static string Lines(string? typed) =>
        string.Concat((typed ?? "").ReplaceLineEndings("\n").Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format).Select(c => c == '\n' || !char.IsControl(c) ? c : ' ')).Trim();

    private static Refusal? CheckPhone(string? typed)
    {
        var text = (typed ?? "").Trim();
        var digits = text.Count(char.IsAsciiDigit);
        return text.Length == 0 || (text.Length <= 30 && digits is >= 10 and <= 15 && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '.' or '+' or '-' or '(' or ')'))
            ? null
            : new Refusal("Un numéro de téléphone a dix chiffres, par exemple 02 99 00 00 00.");
    }
}
