namespace Megalis.Adhesions.Domain;

/// <summary>What kind of public body asks to join.</summary>
internal enum EntiteKind
{
    Commune,
    Epci,
    Departement,
    Region,
    Ccas,
    Syndicat,
    Autre,
}

internal static class EntiteKinds
{
    public static string Label(this EntiteKind kind) => kind switch
    {
        EntiteKind.Commune => "Commune",
        EntiteKind.Epci => "Communauté de communes, d’agglomération ou métropole",
        EntiteKind.Departement => "Département",
        EntiteKind.Region => "Région",
        EntiteKind.Ccas => "CCAS ou CIAS",
        EntiteKind.Syndicat => "Syndicat intercommunal ou mixte",
        _ => "Autre établissement public (lycée, hôpital, chambre, office…)",
    };
}
