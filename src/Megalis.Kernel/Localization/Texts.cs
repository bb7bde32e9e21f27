using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Localization;

/// <summary>
/// Texts of pages and mails. The French text is the key (gettext's habit, and Orchard's): <c>T["Publier"]</c> gives it
/// back in French and its translation from the modules' <c>Localization/br.po</c> in Breton.
/// </summary>
public sealed class Texts(FeatureCatalogue catalogue)
{
    public static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    private readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> _byCulture = new();

    public string this[string french] => Translate(french);

    public string this[string french, params object?[] arguments] =>
        string.Format(French, Translate(french), arguments);

    public string this[Refusal refusal]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(refusal);
            return refusal.Arguments.Length == 0 ? Translate(refusal.Message) : string.Format(French, Translate(refusal.Message), refusal.Arguments);
        }
    }

    private string Translate(string french)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return language is "fr" or "iv"
            ? french
            : _byCulture.GetOrAdd(language, Load).GetValueOrDefault(french) is { Length: > 0 } translated ? translated : french;
    }

    private FrozenDictionary<string, string> Load(string language) =>
        catalogue.Assemblies.SelectMany(a => Entries(a, language)).DistinctBy(e => e.Key).ToFrozenDictionary();

    private static List<KeyValuePair<string, string>> Entries(Assembly assembly, string language)
    {
        using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.Localization.{language}.po");
        return stream is null ? [] : PoReader.Read(new StreamReader(stream)).ToList();
    }
}
