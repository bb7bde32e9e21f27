using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Microsoft.Extensions.Options;

namespace Megalis.Procurement.Features.ImportCpv;

/// <summary>
/// The nomenclature in use: the operator's complete list once <c>cpv import</c> has stored one, else the built-in one.
/// Nodes share it through DataPath, and each looks at the file's date before it believes its own copy.
/// </summary>
internal sealed class CpvLists(IOptions<MegalisOptions> options)
{
    private readonly Lock _turn = new();
    private CpvNomenclature _list = CpvNomenclature.BuiltIn;
    private DateTime _readAt;

    private string StoredFile => Path.Combine(options.Value.DataPath, "nomenclatures", "cpv.csv");

    public CpvNomenclature Current
    {
        get
        {
            // A missing file has the date of 1601.
            var changedAt = File.GetLastWriteTimeUtc(StoredFile);
            lock (_turn)
            {
                if (changedAt == _readAt)
                    return _list;
                _list = File.Exists(StoredFile) ? ReadFile(StoredFile) : CpvNomenclature.BuiltIn;
                _readAt = changedAt;
                return _list;
            }
        }
    }

    /// <summary>Checks a file and keeps a copy; the list before it stays when it is refused.</summary>
    /// <exception cref="InvalidDataException">A French sentence that names the line.</exception>
    public CpvNomenclature Store(string file)
    {
        var list = ReadFile(file);
        Directory.CreateDirectory(Path.GetDirectoryName(StoredFile)!);
        var fresh = StoredFile + ".new";
        // Not File.Copy, which keeps the date of the source: the date tells other nodes that the list is new.
        using (var from = File.OpenRead(file))
        using (var to = File.Create(fresh))
            from.CopyTo(to);
        File.Move(fresh, StoredFile, overwrite: true);
        return list;
    }

    /// <exception cref="InvalidDataException">A French sentence that names the line.</exception>
    public static CpvNomenclature ReadFile(string file)
    {
        using var reader = new StreamReader(file);
        return CpvNomenclature.Read(reader);
    }
}
