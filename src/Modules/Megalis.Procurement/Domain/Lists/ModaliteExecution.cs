namespace Megalis.Procurement.Domain;

/// <summary>How the contract is carried out, the third of the three axes (articles R. 2113-4, R. 2162-2).</summary>
internal enum ModaliteExecution
{
    [OfficialLabel("Tranches")] Tranches,
    [OfficialLabel("Bons de commande")] BonsDeCommande,
    [OfficialLabel("Marchés subséquents")] MarchesSubsequents,
    [OfficialLabel("Sans objet")] SansObjet,
}
