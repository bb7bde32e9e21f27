using System.Text.RegularExpressions;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>Reads a commune as people write it, and says which ones were meant when there are several.</summary>
internal static partial class CommunePicker
{
    private const int MostNamed = 8;

    /// <summary>« Vannes (56000) »; empty without a commune.</summary>
    public static string Label(Commune? commune, string? postalCode = null) =>
        commune is null ? "" : $"{commune.Name} ({(string.IsNullOrEmpty(postalCode) ? commune.PostalCodes[0] : postalCode)})";

    public static (Commune? Commune, string PostalCode, Refusal? Refusal) Find(string? text)
    {
        var (name, code) = Split(text?.Trim() ?? "");
        if (name.Length == 0 && code.Length == 0)
            return (null, "", null);
        if (name.Length == 0 && Localities.FindCommune(code) is { } byInsee)
            return (byInsee, byInsee.PostalCodes[0], null);
        var found = (code.Length > 0 ? Localities.CommunesAt(code) : Localities.Search(name, 50))
            .Where(c => name.Length == 0 || Plain(c.Name) == Plain(name)).ToList();
        return found switch
        {
            [var one] => (one, code.Length > 0 ? code : one.PostalCodes[0], null),
            [] => (null, "", NotFound(text!)),
            _ => (null, "", new Refusal("Plusieurs communes répondent à « {0} » : {1}. Écrivez le nom suivi du code postal.", text!, Names(found))),
        };
    }

    private static Refusal NotFound(string text)
    {
        var near = Localities.Search(text, MostNamed);
        return near.Count > 0
            ? new Refusal("« {0} » n’est pas le nom entier d’une commune. Vouliez-vous dire : {1} ?", text, Names(near))
            : new Refusal("« {0} » n’est pas une commune de Bretagne. Laissez ce champ vide et choisissez le département si le marché s’exécute ailleurs.", text);
    }

    private static string Names(IReadOnlyCollection<Commune> communes) =>
        string.Join(", ", communes.Take(MostNamed).Select(c => Label(c))) + (communes.Count > MostNamed ? "…" : "");

    private static (string Name, string Code) Split(string text)
    {
        var match = NameAndCode().Match(text);
        return match.Success ? (match.Groups["name"].Value.Trim(), match.Groups["code"].Value) : (text, "");
    }

    private static string Plain(string name) => Folded.Of(name).Replace('-', ' ').Replace('\'', ' ');

    [GeneratedRegex(@"^(?<name>[^()]*?)\s*\(?(?<code>\d[\dAB]\d{3})\)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NameAndCode();
}
