namespace Megalis.Kernel.Security;

/// <summary>How much an archive may ask of whoever opens it.</summary>
public sealed record ArchiveLimits
{
    public static readonly ArchiveLimits Default = new();

    /// <summary>Files and folders, in all nested archives together.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>Bytes once unpacked, in all nested archives together.</summary>
    public long MaxTotalBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of one file once unpacked.</summary>
    public long MaxEntryBytes { get; init; } = 2L << 30;

    /// <summary>Unpacked size over packed size. Not looked at below <see cref="RatioFreeBytes"/>: a blank drawing packs very well.</summary>
    public int MaxRatio { get; init; } = 200;

    public long RatioFreeBytes { get; init; } = 50L << 20;

    /// <summary>Folders within folders.</summary>
    public int MaxFolderDepth { get; init; } = 30;

    /// <summary>Archives within archives: 1 opens none that lies in another.</summary>
    public int MaxNesting { get; init; } = 2;
}

/// <summary>A file in an archive.</summary>
/// <param name="Path">Relative, with « / », without « . », « .. », control characters. It is not a name to show or to write to: see <see cref="SafeFileName"/>.</param>
/// <param name="Length">Bytes that the archive claims; reading it stops with a refusal as soon as there are more.</param>
public sealed record ArchiveEntry(string Path, long Length);

/// <summary>Why an archive was refused.</summary>
public enum ArchiveFault
{
    UnknownFormat,
    Damaged,
    TooManyEntries,
    TooLarge,
    Bomb,
    BadName,
    DuplicateName,
    SpecialEntry,
    Encrypted,
    TooDeep,
}

/// <summary>An archive, or a file in it, was refused; nothing more of it is read.</summary>
public sealed class ArchiveRefusedException : Exception
{
    public ArchiveRefusedException(ArchiveFault fault, string? entry = null, Exception? inner = null)
        : base($"The archive was refused: {fault}{(entry is null ? "" : $", « {SafeFileName.Clean(entry).Name} »")}.", inner)
    {
        Fault = fault;
        Entry = entry is null ? null : SafeFileName.Clean(entry).Name;
    }

    public ArchiveFault Fault { get; }

    /// <summary>The last part of the name at fault, safe to show; null when the archive as a whole is.</summary>
    public string? Entry { get; }

    /// <summary>The sentence that a form shows.</summary>
    public string Explain() => Entry is null ? $"{Sentence}." : $"{Sentence} (fichier « {Entry} »).";

    private string Sentence => Fault switch
    {
        ArchiveFault.UnknownFormat => "Ce fichier n’est pas une archive ZIP, TAR ou TAR.GZ",
        ArchiveFault.Damaged => "Cette archive est incomplète ou abîmée",
        ArchiveFault.TooManyEntries => "Cette archive contient trop de fichiers",
        ArchiveFault.TooLarge => "Cette archive est trop volumineuse une fois décompressée",
        ArchiveFault.Bomb => "Cette archive se décompresse de façon anormale",
        ArchiveFault.BadName => "Cette archive contient un nom de fichier dangereux ou trop long",
        ArchiveFault.DuplicateName => "Cette archive contient deux fichiers de même nom",
        ArchiveFault.SpecialEntry => "Cette archive contient un lien ou un fichier spécial",
        ArchiveFault.Encrypted => "Cette archive est protégée par un mot de passe",
        _ => "Cette archive contient trop d’archives ou de dossiers les uns dans les autres",
    };
}
