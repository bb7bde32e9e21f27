using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Content.Routes;

/// <summary>What an address of content may look like.</summary>
public static class ContentPaths
{
    public const int MaxLength = 200;

    // First words of addresses that belong to the platform (ARCHITECTURE §10): content there would never be reached, or would
    // pass itself off as the platform's own page. A test compares them with the endpoints of the whole application.
    private static readonly HashSet<string> Platform = new(StringComparer.Ordinal)
    {
        "accessibilite", "achats", "actes", "actualites", "adherer", "admin", "aide", "alertes", "api", "bureau", "compte", "connexion",
        "couleurs.css", "deconnexion", "donnees-personnelles", "entreprise", "erreur", "favicon.ico", "formations", "forums", "guides", "helios",
        "inscription", "invitation", "marches", "media", "mentions-legales", "openapi", "parapheur", "passage", "plan-du-site", "recepisse",
        "recherche", "robots.txt", "sante", "sitemap.xml", "taches", "test-du-poste",
    };

    /// <summary>The form in which paths are compared: lower case, no slash at the ends.</summary>
    public static string Key(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Trim().Trim('/').ToLowerInvariant();
    }

    /// <summary>« L'école de Kerlann » becomes « l-ecole-de-kerlann »; empty when no letter or digit is left.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in Folded.Of(text))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == MaxLength / 2)
                break;
        }

        return slug.ToString().Trim('-');
    }

    /// <summary>Null when an item may be reached at the path.</summary>
    public static Refusal? Refuse(string path)
    {
        var key = Key(path);
        if (key.Length > MaxLength)
            return new Refusal("L’adresse dépasse {0} caractères.", MaxLength);
        if (key.Split('/') is var parts && parts.Any(part => part.Length == 0 || part is "." or ".." || !part.All(IsAllowed)))
            return new Refusal("L’adresse « {0} » ne doit avoir que des lettres, des chiffres, des traits d’union et des barres obliques.", path);
        return Platform.Contains(parts[0]) || parts[0][0] is '_' or '.'
            ? new Refusal("L’adresse « {0} » est réservée à la plateforme : choisissez un autre premier mot que « {1} ».", path, parts[0])
            : null;
    }

    private static bool IsAllowed(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '~';
}
