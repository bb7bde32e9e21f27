namespace Megalis.Procurement.Domain;

/// <summary>The cahier des clauses administratives générales that the contract refers to (arrêtés of 30 March 2021).</summary>
internal enum Ccag
{
    [OfficialLabel("Travaux")] Travaux,
    [OfficialLabel("Maitrise d'œuvre")] MaitriseOeuvre,
    [OfficialLabel("Fournitures courantes et services")] FournituresCourantesServices,
    [OfficialLabel("Marchés industriels")] MarchesIndustriels,
    [OfficialLabel("Prestations intellectuelles")] PrestationsIntellectuelles,
    [OfficialLabel("Techniques de l'information et de la communication")] Tic,
    [OfficialLabel("Pas de CCAG")] PasDeCcag,
}

internal static class Ccags
{
    /// <summary>What the short form proposes; the buyer changes it under « Plus d'options ».</summary>
    public static Ccag DefaultFor(Nature nature) => nature switch
    {
        Nature.Travaux => Ccag.Travaux,
        _ => Ccag.FournituresCourantesServices,
    };
}
