using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Index = Megalis.Procurement.Contracts.MarchePasseIndex;

namespace Megalis.Procurement.Features.IndexMarchesPasses;

/// <summary>How the site's search shows a past contract.</summary>
internal sealed class MarchePasseHits : IHitKinds
{
    public IReadOnlyList<HitKind> Kinds { get; } =
    [
        new("marches-passes", "Marchés passés", "archive", Index.Name)
        {
            Order = 40,
            Title = Index.Objet,
            Load = [Index.Acheteur, Index.TitulaireNames, Index.Montant, Index.Notification],
            Href = hit => "/marches/passes/" + hit.Key,
            Facts = hit => [hit.Text(Index.Acheteur), Prefixed("Titulaire : ", hit.Text(Index.TitulaireNames)), Amount(hit), Day(hit)],
            Elsewhere = words => "/marches/passes?q=" + Uri.EscapeDataString(words),
        },
    ];

    private static string Prefixed(string before, string text) => text.Length == 0 ? "" : before + text;

    private static string Amount(HitFields hit) => hit.Number(Index.Montant) is { } cents ? (cents / 100m).ToString("N0", Texts.French) + " € HT" : "";

    private static string Day(HitFields hit) => hit.Instant(Index.Notification) is { } at ? "Notifié le " + ParisTime.Date(at) : "";
}
