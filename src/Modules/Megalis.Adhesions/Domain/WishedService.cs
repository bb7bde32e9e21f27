namespace Megalis.Adhesions.Domain;

/// <summary>A service that a request may wish for.</summary>
internal sealed record WishedService(string Code, string Label)
{
    public static IReadOnlyList<WishedService> All { get; } =
    [
        new("marches", "Salle des marchés publics"),
        new("site", "Un site pour nos actualités et nos publications"),
        new("actes", "Télétransmission des actes au contrôle de légalité"),
        new("helios", "Échanges comptables avec le comptable public"),
        new("parapheur", "Parapheur électronique"),
        new("formation", "Formations et accompagnement"),
    ];

    public static string Codes(IEnumerable<string> chosen) => string.Join(' ', All.Select(s => s.Code).Where(chosen.Contains));

    public static IReadOnlyList<WishedService> Of(string codes)
    {
        var chosen = codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return [.. All.Where(s => chosen.Contains(s.Code))];
    }
}
