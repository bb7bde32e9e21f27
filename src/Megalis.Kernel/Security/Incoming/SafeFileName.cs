using System.Buffers;
using System.Globalization;
using System.Text;

namespace Megalis.Kernel.Security;

/// <summary>What was wrong with a file's name.</summary>
public enum FileNameFault
{
    Missing,
    HasFolder,
    HasControlCharacter,
    HasHiddenCharacter,
    HasForbiddenCharacter,
    BadEnds,
    Reserved,
    TooLong,
}

/// <summary>
/// A name that is safe to show, to write in a receipt and to give back in a download. It never becomes a path of ours.
/// </summary>
/// <param name="Name">Never empty, its extension kept; at most 150 characters and 255 bytes of UTF-8 when it is for a disk.</param>
/// <param name="Faults">Why it differs from what was given; empty when nothing was changed but its Unicode form.</param>
public sealed record SafeFileName(string Name, IReadOnlyList<FileNameFault> Faults)
{
    public const int MaxLength = 150;
    public const int MaxBytes = 255;

    /// <summary>Of a name that is only shown, see <see cref="CleanToShow"/>. Longer than any disk allows, short enough for an index.</summary>
    public const int MaxShown = 400;

    private const string Nameless = "fichier";
    private const int MaxExtension = 20;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*");
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })], StringComparer.OrdinalIgnoreCase);

    public bool WasChanged => Faults.Count > 0;

    /// <summary>Cleans a name that a browser, an archive or a mail gave; whatever it is, a name comes out.</summary>
    public static SafeFileName Clean(string? given) => Clean(given, MaxLength, MaxBytes);

    /// <summary>
    /// The same for a name that stands in a list that counts in law: a long one is kept whole, up to <see cref="MaxShown"/>
    /// characters. Give it to a disk through <see cref="Clean(string?)"/>.
    /// </summary>
    public static SafeFileName CleanToShow(string? given) => Clean(given, MaxShown, 4 * MaxShown);

    private static SafeFileName Clean(string? given, int maxLength, int maxBytes)
    {
        var faults = new SortedSet<FileNameFault>();
        var name = WithoutFolder(given ?? "", faults);
        name = WithoutBadCharacters(name, faults);
        name = WithoutBadEnds(name, faults);
        if (Devices.Contains(name.Split('.')[0].TrimEnd()) && faults.Add(FileNameFault.Reserved)) name = "_" + name;
        if (name.Length == 0 && faults.Add(FileNameFault.Missing)) name = Nameless;
        return new(Shortened(name, maxLength, maxBytes, faults), [.. faults]);
    }

    /// <summary>One sentence for a person, or the empty text when nothing was changed.</summary>
    public string Explain() => WasChanged ? $"Le nom du fichier a été remplacé par « {Name} » : {string.Join(", ", Faults.Select(Reason))}." : "";

    private static string Reason(FileNameFault fault) => fault switch
    {
        FileNameFault.Missing => "aucun nom n’était indiqué",
        FileNameFault.HasFolder => "il contenait un chemin de dossier",
        FileNameFault.HasControlCharacter => "il contenait un caractère de contrôle",
        FileNameFault.HasHiddenCharacter => "il contenait un caractère invisible",
        FileNameFault.HasForbiddenCharacter => "il contenait un caractère interdit dans un nom de fichier",
        FileNameFault.BadEnds => "il commençait ou finissait par un point ou une espace",
        FileNameFault.Reserved => "ce nom est réservé par Windows",
        _ => "il était trop long",
    };

    private static string WithoutFolder(string name, SortedSet<FileNameFault> faults)
    {
        var cut = name.LastIndexOfAny(['/', '\\']);
        if (cut < 0) return name;
        faults.Add(FileNameFault.HasFolder);
        return name[(cut + 1)..];
    }

    private static string WithoutBadCharacters(string name, SortedSet<FileNameFault> faults)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control:
                    faults.Add(FileNameFault.HasControlCharacter);
                    break;
                case UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned:
                    faults.Add(FileNameFault.HasHiddenCharacter);
                    break;
                default:
                    var forbidden = (rune.IsAscii && Forbidden.Contains((char)rune.Value)) || rune == Rune.ReplacementChar;
                    if (forbidden) faults.Add(FileNameFault.HasForbiddenCharacter);
                    clean.Append(forbidden ? new Rune('_') : rune);
                    break;
            }
        }
        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Windows drops dots and spaces at the end, Unix hides names that begin with a dot.</summary>
    private static string WithoutBadEnds(string name, SortedSet<FileNameFault> faults)
    {
        var start = name.Length - name.AsSpan().TrimStart(". \u00a0").Length;
        var trimmed = name[start..].TrimEnd('.', ' ', '\u00a0');
        if (trimmed.Length != name.Length && name.Length > 0) faults.Add(FileNameFault.BadEnds);
        return trimmed;
    }

    private static string Shortened(string name, int maxLength, int maxBytes, SortedSet<FileNameFault> faults)
    {
        if (name.Length <= maxLength && Encoding.UTF8.GetByteCount(name) <= maxBytes) return name;
        faults.Add(FileNameFault.TooLong);
        var extension = Path.GetExtension(name) is { Length: <= MaxExtension } short_ ? short_ : "";
        var room = (Chars: maxLength - extension.Length, Bytes: maxBytes - Encoding.UTF8.GetByteCount(extension));
        var kept = new StringBuilder();
        foreach (var rune in name[..^extension.Length].EnumerateRunes())
        {
            room = (room.Chars - rune.Utf16SequenceLength, room.Bytes - rune.Utf8SequenceLength);
            if (room.Chars < 0 || room.Bytes < 0) break;
            kept.Append(rune);
        }
        return kept.ToString().TrimEnd(' ', '.') + extension;
    }
}
