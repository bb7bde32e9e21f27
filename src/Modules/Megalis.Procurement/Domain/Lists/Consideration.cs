namespace Megalis.Procurement.Domain;

internal enum ConsiderationSociale
{
    [OfficialLabel("Clause sociale")] ClauseSociale,
    [OfficialLabel("Critère social")] CritereSocial,
    [OfficialLabel("Marché réservé")] MarcheReserve,
    [OfficialLabel("Pas de considération sociale")] Aucune,
}

internal enum ConsiderationEnvironnementale
{
    [OfficialLabel("Clause environnementale")] ClauseEnvironnementale,
    [OfficialLabel("Critère environnemental")] CritereEnvironnemental,
    [OfficialLabel("Pas de considération environnementale")] Aucune,
}
