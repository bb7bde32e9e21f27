using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Entreprises;
using Megalis.Users.Features.ManageTeam;

namespace Megalis.Users.Features.ImportUsers;

/// <summary>A seat in another tenant than the recipe's.</summary>
internal sealed record SeatEntry(RecipeNode Node, string Tenant, IReadOnlyList<string> Roles, string Title);

/// <summary>One user of a recipe: Orchard's keys, and ours (DisplayName, Password, Title, Memberships, Entreprise, Demo).</summary>
internal sealed record UserEntry(RecipeNode Node)
{
    /// <summary>Orchard's ids have the same form; another is replaced.</summary>
    public string? Id => Ids.IsWellFormed(Node.TextOf("UserId")) ? Node.TextOf("UserId") : null;

    public string Email => (Node.TextOf("Email") ?? Node.TextOf("UserName") ?? "").Trim();

    public string DisplayName => Node.TextOf("DisplayName") is { Length: > 0 } name ? name : Node.TextOf("UserName") is { Length: > 0 } user ? user : Email;

    /// <summary>In clear, for accounts of a first start; a parameter in every recipe that is kept.</summary>
    public string? Password => Node.TextOf("Password") is { Length: > 0 } password ? password : null;

    /// <summary>Of ASP.NET Core Identity, as Orchard exports it.</summary>
    public string? PasswordHash => Node.TextOf("PasswordHash") is { Length: > 0 } hash ? hash : null;

    public bool EmailConfirmed => Node.FlagOf("EmailConfirmed") ?? false;

    public bool IsEnabled => Node.FlagOf("IsEnabled") ?? true;

    public bool IsDemo => Node.FlagOf("Demo") ?? false;

    public string Title => Node.TextOf("Title") ?? "";

    public IReadOnlyList<string> Roles => [.. Node.Items("RoleNames").Select(r => r.Text ?? "")];

    public IReadOnlyList<SeatEntry> Seats =>
    [
        .. Node.Items("Memberships").Select(m =>
            new SeatEntry(m, m.TextOf("Tenant") ?? "", [.. m.Items("RoleNames").Select(r => r.Text ?? "")], m.TextOf("Title") ?? "")),
    ];

    /// <summary>What the person declares of their entreprise; null when the user has none, or it is wrong.</summary>
    public DeclaredEntreprise? Entreprise => Node["Entreprise"] is { } node && EntrepriseId.FromSiret(node.TextOf("Siret"), out var id) is null
        ? new DeclaredEntreprise(id!, node.TextOf("Name") ?? "", node.TextOf("PostalCode") ?? "", node.TextOf("City") ?? "")
        : null;

    public IEnumerable<(RecipeNode Node, Refusal Refusal)> Faults()
    {
        if (EmailAddress.Check(Email, out _) is { } email)
            yield return (Node["Email"] ?? Node["UserName"] ?? Node, email);
        if (Account.CheckName(DisplayName, out _) is { } name)
            yield return (Node["DisplayName"] ?? Node, name);
        if (PasswordHash is { } hash && !IsIdentityHash(hash))
            yield return (Node["PasswordHash"]!, new Refusal("« PasswordHash » n'est pas une empreinte d'ASP.NET Core Identity."));
        foreach (var seat in Seats.Where(s => s.Tenant.Length == 0))
            yield return (seat.Node, new Refusal("« Tenant » manque : le nom technique du site."));
        if (Node["Entreprise"] is not { } entreprise)
            yield break;
        if (EntrepriseId.FromSiret(entreprise.TextOf("Siret"), out _) is { } siret)
            yield return (entreprise["Siret"] ?? entreprise, siret);
        if (Domain.Entreprises.Entreprise.CheckName(entreprise.TextOf("Name"), out _) is { } called)
            yield return (entreprise, called);
    }

    /// <summary>Version 2 (byte 0, 49 bytes) or 3 (byte 1).</summary>
    private static bool IsIdentityHash(string hash)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Convert.TryFromBase64String(hash, bytes, out var length) && length > 32 && bytes[0] is 0 or 1;
    }
}
