using System.Text.Json;
using Megalis.Kernel.Verbs;

namespace Megalis.Procurement.Features.ImportCpv;

internal sealed class ImportCpvVerb(CpvLists lists) : IVerb
{
    public string Name => "cpv import";

    public string Arguments => "FICHIER [--json]";

    public string Help => "Garde la nomenclature CPV complète d’un fichier CSV « code;libellé » : les codes inconnus sont alors signalés à coup sûr.";

    public bool NeedsDatabase => false;

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        if (context.Files() is not [var file] || !File.Exists(file))
        {
            await context.Error.WriteLineAsync("Donnez un fichier CSV qui existe : cpv import FICHIER.");
            return VerbRunner.BadUsage;
        }
        try
        {
            var list = lists.Store(file);
            await context.Out.WriteLineAsync(context.Json
                ? JsonSerializer.Serialize(new { codes = list.Entries.Count })
                : $"{list.Entries.Count} codes CPV gardés.");
            return VerbRunner.Good;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await context.Error.WriteLineAsync(error.Message);
            return VerbRunner.Findings;
        }
    }
}
