using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Contracts;

namespace Megalis.Users.Domain.Entreprises;

/// <summary>
/// An entreprise as its people declared it. Its number is public and proves nothing about who typed it: hence the team
/// (<see cref="EntrepriseMember"/>).
/// </summary>
internal sealed class Entreprise
{
    public const int MaxName = 200;

    public string Id { get; init; } = "";
    public IdentifiantType IdType { get; init; }
    public string Identifier { get; init; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; init; } = "";
    public string Name { get; private set; } = "";
    public string NameFolded { get; private set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody took up a number that a whole team had left; null while the first team is there. What was done for the entreprise before is not this team's to see.</summary>
    public DateTimeOffset? TeamSince { get; private set; }

    public EntrepriseId Number => new(IdType, Identifier, Country);

    public static Entreprise Declare(EntrepriseId id, string name, DateTimeOffset now)
    {
        var entreprise = new Entreprise { Id = Ids.New(now), IdType = id.Type, Identifier = id.Value, Country = id.Country, CreatedAt = now };
        entreprise.Rename(name);
        return entreprise;
    }

    public static Refusal? CheckName(string? typed, out string name)
    {
        name = (typed ?? "").Trim();
        if (name.Length == 0)
            return new Refusal("Écrivez le nom ou la raison sociale de l'entreprise.");
        return name.Length <= MaxName && !name.Any(char.IsControl) ? null : new Refusal("Le nom de l'entreprise compte {0} caractères au plus.", MaxName);
    }

    /// <summary>A number is public: whoever types one that nobody stands for any more is no heir of those who did.</summary>
    public void BeginTeam(DateTimeOffset now) => TeamSince = now;

    public void Rename(string name) => (Name, NameFolded) = (name, Folded.Of(name));
}
