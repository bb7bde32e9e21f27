using Megalis.Kernel.Localization;

namespace Megalis.Kernel.Tests.Localization;

public sealed class FrenchNamesTests
{
    [Theory]
    [InlineData("Rennes", "de Rennes")]
    [InlineData("Le Faou", "du Faou")]
    [InlineData("Les Fougerêts", "des Fougerêts")]
    [InlineData("La Gacilly", "de La Gacilly")]
    [InlineData("L'Hermitage", "de L'Hermitage")]
    [InlineData("Auray", "d'Auray")]
    [InlineData("Étel", "d'Étel")]
    [InlineData("Hennebont", "d'Hennebont")]
    [InlineData("Lesneven", "de Lesneven")]
    [InlineData("Leuhan", "de Leuhan")]
    public void A_place_follows_de_as_people_say_it(string name, string said) => Assert.Equal(said, FrenchNames.De(name));
}
