namespace Megalis.Procurement.Domain;

/// <summary>Purchasing technique, the second of the three axes (article L. 2125-1).</summary>
internal enum Technique
{
    [OfficialLabel("Accord-cadre")] AccordCadre,
    [OfficialLabel("Concours")] Concours,
    [OfficialLabel("Système de qualification")] SystemeQualification,
    [OfficialLabel("Système d'acquisition dynamique")] SystemeAcquisitionDynamique,
    [OfficialLabel("Catalogue électronique")] CatalogueElectronique,
    [OfficialLabel("Enchère électronique")] EnchereElectronique,
    [OfficialLabel("Sans objet")] SansObjet,
}
