using System.Globalization;
using Megalis.Kernel.Localization;

namespace Megalis.Kernel.Tests.Localization;

public sealed class EurosTests
{
    [Theory]
    [InlineData("42000", "42 000 €")]
    [InlineData("32087.7", "32 087,70 €")]
    [InlineData("0.004", "0 €")]
    [InlineData("-12.5", "-12,50 €")]
    public void Cents_come_in_twos_or_not_at_all(string amount, string text) =>
        Assert.Equal(text, Euros.Text(decimal.Parse(amount, CultureInfo.InvariantCulture)).Replace('\u202f', ' ').Replace('\u00a0', ' '));
}
