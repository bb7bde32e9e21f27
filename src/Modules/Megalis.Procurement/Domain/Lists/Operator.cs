namespace Megalis.Procurement.Domain;

internal enum TypeGroupementOperateurs
{
    [OfficialLabel("Conjoint")] Conjoint,
    [OfficialLabel("Solidaire")] Solidaire,
    [OfficialLabel("Pas de groupement")] PasDeGroupement,
}

/// <summary>How an economic operator is identified; SIRET for those established in France.</summary>
internal enum TypeIdentifiant
{
    [OfficialLabel("SIRET")] Siret,
    [OfficialLabel("TVA")] Tva,
    [OfficialLabel("TAHITI")] Tahiti,
    [OfficialLabel("RIDET")] Ridet,
    [OfficialLabel("FRWF")] Frwf,
    [OfficialLabel("IREP")] Irep,
    [OfficialLabel("HORS-UE")] HorsUe,
}
