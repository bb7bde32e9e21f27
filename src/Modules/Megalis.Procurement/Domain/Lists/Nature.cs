namespace Megalis.Procurement.Domain;

/// <summary>What is bought (articles L. 1111-2 to L. 1111-4): it decides the thresholds.</summary>
internal enum Nature
{
    [OfficialLabel("Travaux")] Travaux,
    [OfficialLabel("Fournitures")] Fournitures,
    [OfficialLabel("Services")] Services,
}

/// <summary>What kind of contract comes out of it: the field « nature » of the DECP.</summary>
internal enum ContractNature
{
    [OfficialLabel("Marché")] Marche,
    [OfficialLabel("Marché de partenariat")] MarcheDePartenariat,
    [OfficialLabel("Marché de défense ou de sécurité")] MarcheDeDefense,
}
