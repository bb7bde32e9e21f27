namespace Megalis.Procurement.Domain;

/// <summary>What the code of a place of execution is a code of.</summary>
internal enum TypeCodeLieu
{
    [OfficialLabel("Code postal")] CodePostal,
    [OfficialLabel("Code commune")] CodeCommune,
    [OfficialLabel("Code arrondissement")] CodeArrondissement,
    [OfficialLabel("Code canton")] CodeCanton,
    [OfficialLabel("Code département")] CodeDepartement,
    [OfficialLabel("Code région")] CodeRegion,
    [OfficialLabel("Code pays")] CodePays,
}
