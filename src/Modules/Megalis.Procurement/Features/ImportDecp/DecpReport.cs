using Megalis.Kernel.Http;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>
/// The findings as a table, a line each: place in the file, identifier, kind, path, value, sentence. It gets its name
/// only once it is complete, so that a report that lies there is never half of one.
/// </summary>
internal sealed class DecpReport : IDisposable
{
    private readonly string _file;
    private readonly StreamWriter _writer;
    private bool _isComplete;

    public DecpReport(string file)
    {
        _file = Path.GetFullPath(file);
        _writer = new(_file + ".part");
        _writer.Write(Csv.Beginning);
        _writer.Write(Csv.Line("rang", "acheteur", "identifiant", "constat", "champ", "valeur", "explication"));
    }

    public void Add(int index, DecpRecord? record, Dirt dirt) => _writer.Write(Csv.Line(
        index, record?.BuyerId, record?.Id, dirt.Kind, dirt.Path, dirt.Value, DirtKinds.Labels[dirt.Kind]));

    public void Complete()
    {
        _writer.Flush();
        _isComplete = true;
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (_isComplete)
            File.Move(_file + ".part", _file, overwrite: true);
        else
            File.Delete(_file + ".part");
    }
}
