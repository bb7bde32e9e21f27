using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Journal;

/// <summary><c>journal verify</c>: is the journal what was written?</summary>
internal sealed class JournalVerifyVerb : IVerb
{
    private const string WithoutHeads =
        "Aucune tête extérieure n'a été donnée : une fin coupée ou une sauvegarde plus ancienne ne peut pas être vue. Donnez celles des récépissés et des courriels : --heads FICHIER.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "journal verify";
    public string Arguments => "[--heads FICHIER] [--json]";

    public string Help =>
        "Vérifie tout le journal contre ses empreintes, son arbre et ses têtes signées. --heads ajoute des têtes gardées ailleurs (récépissés, courriels, « journal heads ») : elles seules montrent une fin coupée ou une sauvegarde restaurée.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        IReadOnlyList<SignedTreeHead> outside;
        try
        {
            outside = await OutsideAsync(context, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            await context.Error.WriteLineAsync($"Les têtes ne peuvent pas être lues : {error.Message}");
            return VerbRunner.BadUsage;
        }

        await using var scope = TenantScope.EnterHost(context.Services);
        var verifier = new JournalVerifier(new JournalStore(scope.Db), context.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem);
        return await TellAsync(context, await verifier.RunAsync(outside, stop));
    }

    private static async Task<IReadOnlyList<SignedTreeHead>> OutsideAsync(VerbContext context, CancellationToken stop)
    {
        if (!context.Arguments.Contains("--heads"))
            return [];
        var file = context.Option("--heads") ?? throw new FormatException("--heads attend le nom d'un fichier.");
        return SignedTreeHead.ReadAll(await File.ReadAllTextAsync(file, stop)) is { Count: > 0 } heads
            ? heads
            : throw new FormatException($"« {file} » ne contient aucune tête de journal.");
    }

    private static async Task<int> TellAsync(VerbContext context, JournalVerdict verdict)
    {
        if (context.Json)
        {
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(new
            {
                verdict.Entries,
                verdict.TreeSize,
                verdict.Heads,
                Verdict = verdict.IsIntact ? "intact" : "damaged",
                verdict.Findings,
                verdict.Erased,
                verdict.Pending,
                verdict.OutsideHeads,
                Notes = verdict.OutsideHeads == 0 ? [WithoutHeads] : Array.Empty<string>(),
            }, Json));
            return verdict.IsIntact ? VerbRunner.Good : VerbRunner.Findings;
        }

        foreach (var finding in verdict.Findings)
            await context.Out.WriteLineAsync($"[{finding.Kind}] {finding.Message}");
        await context.Out.WriteLineAsync(
            $"{verdict.Entries} entrées, {verdict.Heads} têtes signées, {verdict.OutsideHeads} têtes extérieures, {verdict.Erased} contenus effacés par décision, {verdict.Pending} entrées sans numéro encore.");
        await context.Out.WriteLineAsync(verdict.IsIntact ? "Le journal est intact." : $"Le journal est abîmé : {verdict.Findings.Count} constats.");
        if (verdict.OutsideHeads == 0)
            await context.Out.WriteLineAsync(WithoutHeads);
        return verdict.IsIntact ? VerbRunner.Good : VerbRunner.Findings;
    }
}

/// <summary><c>journal heads</c>: the signed heads, to be kept elsewhere.</summary>
internal sealed class JournalHeadsVerb : IVerb
{
    public string Name => "journal heads";
    public string Arguments => "[--all]";

    public string Help =>
        "Numérote et signe ce qui attend, puis écrit la dernière tête signée du journal (toutes avec --all). Gardez-la hors de la machine : « journal verify --heads » la relit.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        await context.Services.GetRequiredService<LogLeader>().CatchUpAsync(stop);
        await using var scope = TenantScope.EnterHost(context.Services);
        var heads = scope.Db.Set<JournalHead>().AsNoTracking().OrderByDescending(h => h.TreeSize);
        foreach (var head in await (context.Arguments.Contains("--all") ? heads : heads.Take(1)).ToListAsync(stop))
            await context.Out.WriteLineAsync(head.Signed().ToText());
        return VerbRunner.Good;
    }
}

/// <summary><c>journal new-key</c>: on purpose, for whoever lost the old one for ever. The boot makes a key only for a journal without heads.</summary>
internal sealed class JournalNewKeyVerb : IVerb
{
    public string Name => "journal new-key";
    public string Arguments => "";

    public string Help =>
        "Fait une nouvelle clé pour signer le journal, seulement quand il n'y en a plus. « journal verify » ne reconnaîtra pas les têtes signées par l'ancienne : remettez plutôt celle-ci depuis une sauvegarde, si vous l'avez.";

    public bool NeedsDatabase => false;

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var dataPath = context.Services.GetRequiredService<IOptions<MegalisOptions>>().Value.DataPath;
        var path = TreeHeadSigner.KeyPath(dataPath);
        if (File.Exists(path))
        {
            await context.Error.WriteLineAsync($"Une clé existe déjà : {path}. Elle reste.");
            return VerbRunner.BadUsage;
        }

        using var signer = TreeHeadSigner.OpenOrCreate(dataPath);
        await context.Out.WriteLineAsync($"Nouvelle clé dans {path}. Gardez-en une copie ailleurs ; sa partie publique :\n{signer.PublicKeyPem}");
        return VerbRunner.Good;
    }
}
