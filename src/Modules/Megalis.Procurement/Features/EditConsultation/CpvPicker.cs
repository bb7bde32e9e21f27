using Megalis.Kernel.Http;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>Reads CPV codes as they are typed or picked: « 45261210 Travaux de couverture », « 45261 », « 45261210-9 ».</summary>
internal static class CpvPicker
{
    public const int MostCodes = 20;

    public static string Label(string? digits) =>
        Cpv.TryParse(digits, out var code) ? $"{code.Digits} {CpvNomenclature.BuiltIn.LabelOf(code)}".TrimEnd() : "";

    /// <summary>The code of one line; null for an empty line.</summary>
    public static (Cpv? Code, Refusal? Refusal) Read(string? line)
    {
        var word = (line ?? "").Split([' ', '\t', ',', ';', ':'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (word is null)
            return (null, null);
        if (!Cpv.TryParse(word, out var code) && !(Cpv.TryParsePrefix(word, out var prefix) && Cpv.TryParse(prefix.PadRight(8, '0'), out code)))
            return (null, new Refusal("« {0} » n’est pas un code CPV : huit chiffres, par exemple 45261210.", word));
        return CpvNomenclature.BuiltIn.Knows(code)
            ? (code, null)
            : (null, new Refusal("Aucun code CPV ne commence par {0}. Cherchez un mot, par exemple « couverture ».", code.Digits[..2]));
    }

    /// <summary>Every good code once, in order, and what was wrong with the others.</summary>
    public static (IReadOnlyList<string> Codes, IReadOnlyList<Refusal> Refusals) ReadAll(IEnumerable<string?> lines)
    {
        var read = lines.SelectMany(l => (l ?? "").Split('\n')).Take(MostCodes).Select(Read).ToList();
        return ([.. read.Where(r => r.Code is not null).Select(r => r.Code!.Value.Digits).Distinct()], [.. read.Where(r => r.Refusal is not null).Select(r => r.Refusal!)]);
    }
}
