using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Megalis.Kernel.Http;

namespace Megalis.Users.Domain;

/// <summary>What passes for an e-mail address. Whether it reaches someone is told by the confirmation, not by its form.</summary>
internal static partial class EmailAddress
{
    /// <summary>RFC 5321, 4.5.3.1.3: the path is 256 with its brackets.</summary>
    public const int MaxLength = 254;

    /// <summary>Gives back the address without blanks around it, or says in one sentence what is wrong.</summary>
    public static Refusal? Check(string? typed, [NotNull] out string? address)
    {
        address = (typed ?? "").Trim();
        if (address.Length == 0)
            return new Refusal("Écrivez votre adresse électronique.");
        if (address.Any(c => !char.IsAscii(c)))
            return new Refusal("Une adresse électronique ne contient ni accent ni caractère spécial : vérifiez « {0} ».", address);
        return address.Length <= MaxLength && Pattern().IsMatch(address)
            ? null
            : new Refusal("« {0} » n'est pas une adresse électronique complète, par exemple nom@exemple.bzh.", address);
    }

    /// <summary>« contact@menuiserie.example » as « c…@menuiserie.example »: enough to recognise one's own, too little to learn another's.</summary>
    public static string Hidden(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at < 1 ? "…" : $"{address[0]}…{address[at..]}";
    }

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
