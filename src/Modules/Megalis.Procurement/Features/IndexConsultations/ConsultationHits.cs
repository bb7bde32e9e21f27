using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Index = Megalis.Procurement.Contracts.ConsultationIndex;

namespace Megalis.Procurement.Features.IndexConsultations;

/// <summary>How the site's search shows a consultation.</summary>
internal sealed class ConsultationHits : IHitKinds
{
    public IReadOnlyList<HitKind> Kinds { get; } =
    [
        new("consultations", "Consultations", "megaphone", Index.Name)
        {
            Order = 10,
            OwnerField = Index.Tenant,
            Title = Index.Objet,
            Texts = [Index.Description, Index.Lots],
            Load = [Index.Reference, Index.Acheteur, Index.CommuneName, Index.Limite, Index.Etat],
            Href = hit => "/marches/" + hit.Text(Index.Reference),
            Facts = hit => [hit.Text(Index.Acheteur), hit.Text(Index.CommuneName), State(hit)],
            Elsewhere = words => "/marches?q=" + Uri.EscapeDataString(words),
        },
    ];

    private static string State(HitFields hit)
    {
        if (hit.Text(Index.Etat) == Index.EtatCancelled)
            return "Sans suite";
        if (hit.Instant(Index.Limite) is not { } deadline)
            return "";
        return deadline < hit.Now ? $"Close depuis le {ParisTime.Day(deadline)}" : $"Date limite : {ParisTime.Full(deadline)}";
    }
}
