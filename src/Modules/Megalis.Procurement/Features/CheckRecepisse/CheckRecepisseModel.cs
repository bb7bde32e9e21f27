using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.CheckRecepisse;

/// <summary>One answer about what was pasted.</summary>
/// <param name="Proof">Leaf, path and head, as text for whoever computes it again.</param>
internal sealed record CheckedLine(bool IsGood, string Title, string Sentence, string? Proof = null);

/// <summary>
/// Anybody who holds a receipt checks it here, without an account. The page says that an entry is in the journal, where,
/// and whether a head is true; never who wrote it nor what it says.
/// </summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class CheckRecepisseModel(JournalCheck check) : MegalisPage
{
    [BindProperty]
    public string? Code { get; set; }

    public IReadOnlyList<CheckedLine> Lines { get; private set; } = [];
    public string PublicKeyPem => check.PublicKeyPem;

    public async Task OnGetAsync(string? code, CancellationToken stop)
    {
        Code = code;
        if (!string.IsNullOrWhiteSpace(code))
            Lines = await CheckAsync(PastedProof.Read(Short(code)), stop);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var pasted = PastedProof.Read(Short(Code ?? ""));
        if (pasted.IsEmpty)
            return Refused(new Refusal("Collez le code de vérification, ou tout le texte du récépissé : nous n’y trouvons ni numéro d’écriture avec son empreinte, ni tête signée.").On(nameof(Code)));
        Lines = await CheckAsync(pasted, stop);
        return Page();
    }

    private static string Short(string text) => text.Length <= PastedProof.LongestText ? text : text[..PastedProof.LongestText];

    private async Task<IReadOnlyList<CheckedLine>> CheckAsync(PastedProof pasted, CancellationToken stop)
    {
        var lines = new List<CheckedLine>();
        var entries = pasted.Hashes.Count == 0 ? [] : pasted.EntryIds;
        foreach (var id in entries)
            if (await check.FindAsync(id, pasted.Hashes, stop) is { } proof)
                lines.Add(Found(proof));
        // In a whole receipt other words may look like an id: one that fits is enough.
        if (entries.Count > 0 && lines.Count == 0)
            lines.Add(new(false, T["Écriture introuvable"], T["Ces deux codes ne sont pas ensemble au journal de cette plateforme. Vérifiez que vous les avez copiés en entier. Si le dépôt date de moins de deux secondes, recommencez."]));
        foreach (var head in pasted.Heads)
            lines.Add(Say(head, await check.CheckAsync(head, stop)));
        if (pasted.HasBrokenHead)
            lines.Add(new(false, T["Tête signée incomplète"], T["Une tête signée commence dans ce texte et n’est pas entière, ou une de ses lignes a changé. Copiez ses sept lignes telles quelles."]));
        return lines;
    }

    private CheckedLine Found(JournalProof proof) => new(
        true, T["Cette écriture est au journal"],
        T["Elle y est à la position {0}, dans la forme exacte que dit son empreinte. La tête signée du {1} la contient.", proof.Position, At(proof.Head)],
        string.Join('\n', [Convert.ToHexStringLower(proof.LeafHash), .. proof.Path.Select(Convert.ToHexStringLower), proof.Head.ToText()]));

    private CheckedLine Say(SignedTreeHead head, HeadVerdict verdict) => verdict switch
    {
        HeadVerdict.Holds => new(true, T["Cette tête signée est vraie"],
            T["Elle a été signée par cette plateforme le {0}. Le journal contient toujours ses {1} premières écritures, sans aucun changement.", At(head), head.Head.TreeSize]),
        HeadVerdict.Foreign => new(false, T["Cette tête signée n’est pas d’ici"],
            T["Elle vient d’un autre journal ({0}) ou d’une autre clé : cette plateforme ne peut rien en dire.", head.Head.Origin]),
        HeadVerdict.BadSignature => new(false, T["La signature ne correspond pas"], T["Le texte de cette tête a été modifié, ou mal copié."]),
        _ => new(false, T["Le journal ne correspond plus à cette tête"],
            T["La signature est bonne, mais le journal n’est plus ce qu’il était alors. Gardez ce texte et prévenez l’assistance : c’est grave."]),
    };

    private static string At(SignedTreeHead head) => ParisTime.ToTheSecond(DateTimeOffset.UnixEpoch.AddMicroseconds(head.Head.AtMicros));
}
