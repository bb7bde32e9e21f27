namespace Megalis.Procurement.Domain;

internal enum FormePrix
{
    [OfficialLabel("Unitaire")] Unitaire,
    [OfficialLabel("Forfaitaire")] Forfaitaire,
    [OfficialLabel("Mixte")] Mixte,
}

internal enum TypePrix
{
    [OfficialLabel("Définitif ferme")] DefinitifFerme,
    [OfficialLabel("Définitif actualisable")] DefinitifActualisable,
    [OfficialLabel("Définitif révisable")] DefinitifRevisable,
    [OfficialLabel("Provisoire")] Provisoire,
}
