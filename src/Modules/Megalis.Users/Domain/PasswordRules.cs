using System.Text;
using Megalis.Kernel.Http;

namespace Megalis.Users.Domain;

/// <summary>
/// At least twelve characters, not one's own name or address; no rule of composition and no date of expiry (OWASP ASVS 5.0, V6.2).
/// </summary>
internal static class PasswordRules
{
    public const int MinLength = 12;

    /// <summary>Longer ones only cost time to hash.</summary>
    public const int MaxLength = 256;

    /// <param name="password">As typed.</param>
    /// <param name="own">Name and address of the person.</param>
    public static Refusal? Check(string? password, params IEnumerable<string> own)
    {
        if (string.IsNullOrEmpty(password))
            return new Refusal("Choisissez un mot de passe.");
        if (password.EnumerateRunes().Count() < MinLength)
            return new Refusal("Le mot de passe compte au moins {0} caractères : une phrase de quatre mots convient très bien.", MinLength);
        if (password.Length > MaxLength)
            return new Refusal("Le mot de passe compte {0} caractères au plus.", MaxLength);
        return own.Any(o => o.Length > 0 && password.Contains(o, StringComparison.OrdinalIgnoreCase))
            ? new Refusal("Le mot de passe ne contient ni votre nom ni votre adresse.")
            : null;
    }

    /// <summary>One form for what keyboards write in several (é as one sign or two), so that the same keys always match.</summary>
    public static string Prepared(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a character: taken as it is.
            return password;
        }
    }
}
