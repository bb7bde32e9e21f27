using Megalis.Kernel.Http;
using Megalis.Kernel.Security;

namespace Megalis.Users.Domain.Agents;

/// <summary>What a role may be called: the name stands in lists separated by semicolons, and in addresses.</summary>
internal static class RoleName
{
    public const int MaxLength = 60;

    public static Refusal? Check(string? typed, out string name)
    {
        name = string.Join(' ', (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (name.Length == 0)
            return new Refusal("Donnez un nom au rôle.");
        return name.Length <= MaxLength && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '\'' or '’')
            ? null
            : new Refusal("Le nom d'un rôle n'a que des lettres, des chiffres, des espaces et des traits d'union, {0} au plus.", MaxLength);
    }

    /// <summary>Roles that the house itself needs: their rights may change, they stay.</summary>
    public static bool IsBuiltIn(string name) => name is Role.Administrator or Role.Authenticated or Role.Anonymous;

    /// <summary>What people read: Orchard's names in French, others as they were given.</summary>
    public static string Label(string name) => name switch
    {
        Role.Administrator => "Administration",
        Role.Authenticated => "Toute personne connectée",
        Role.Anonymous => "Tout le monde",
        "Editor" => "Rédaction et publication",
        "Author" => "Rédaction",
        "Elu" => "Élu",
        _ => name,
    };

    /// <summary>What a built-in role means; nothing for others.</summary>
    public static string Explain(string name) => name switch
    {
        Role.Administrator => "Tous les droits sur ce site",
        Role.Authenticated => "Toute personne connectée",
        Role.Anonymous => "Tout le monde, même sans connexion",
        _ => "",
    };
}
