using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Tests.Identifiers;

public class SiretTests
{
    [Theory]
    [InlineData("73282932000074")]
    [InlineData("732 829 320 00074")]
    [InlineData(" 732\u00a0829\u202f320\t00074\u200b")]
    public void A_siret_is_read_whatever_the_spaces(string typed)
    {
        Assert.True(Siret.TryParse(typed, out var siret));
        Assert.Equal("73282932000074", siret.Value);
        Assert.Equal("732829320", siret.Siren.Value);
        Assert.Equal("00074", siret.Nic);
        Assert.Equal("732 829 320 00074", siret.ToDisplay());
    }

    [Theory]
    [InlineData(null, SiretFault.Missing)]
    [InlineData("  ", SiretFault.Missing)]
    [InlineData("7328293200007A", SiretFault.NotDigits)]
    [InlineData("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", SiretFault.NotDigits)]
    [InlineData("732829320", SiretFault.WrongLength)]
    [InlineData("732829320000741", SiretFault.WrongLength)]
    [InlineData("00000000000000", SiretFault.WrongSiren)]
    [InlineData("73282932100072", SiretFault.WrongSiren)]
    [InlineData("73282932000075", SiretFault.WrongKey)]
    public void What_is_wrong_is_named(string? typed, SiretFault expected)
    {
        Assert.Equal(expected, Siret.Check(typed));
        Assert.False(Siret.TryParse(typed, out var siret));
        Assert.Equal("", siret.Value);
        Assert.NotEqual("", Siret.Explain(expected));
    }

    [Theory]
    [InlineData("35600000000048", true)] // the head office holds Luhn
    [InlineData("35600000049837", true)] // Luhn fails, the sum is 45
    [InlineData("35600000049838", false)] // neither
    public void An_establishment_of_La_Poste_also_passes_by_its_digit_sum(string typed, bool passes) =>
        Assert.Equal(passes, Siret.TryParse(typed, out _));

    [Fact]
    public void The_rule_of_La_Poste_helps_nobody_else() =>
        Assert.Equal(SiretFault.WrongKey, Siret.Check("73282932000004")); // its digit sum is 40

    [Fact]
    public void A_siret_with_its_right_key_is_read_and_any_single_wrong_digit_is_seen() =>
        Prop.ForAll(ValidSirets().ToArbitrary(), Gen.Choose(0, 13).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (siret, place, shift) =>
        {
            var digits = siret.ToCharArray();
            digits[place] = (char)('0' + ((digits[place] - '0' + shift) % 10));
            return Siret.TryParse(siret, out _) && !Siret.TryParse(new string(digits), out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_default_siret_is_empty_and_not_null()
    {
        Assert.Equal("", default(Siret).Value);
        Assert.Equal("", default(Siret).ToDisplay());
        Assert.Equal(default, default(Siret).Siren);
    }

    private static Gen<string> ValidSirets() =>
        from root in Gen.Choose(10_000_000, 34_999_999)
        from nic in Gen.Choose(0, 9_999)
        let siren = WithKey($"{root:D8}")
        select WithKey($"{siren}{nic:D4}");

    private static string WithKey(string digits) =>
        Enumerable.Range(0, 10).Select(key => digits + key).Single(candidate => NaiveLuhn(candidate));

    private static bool NaiveLuhn(string digits) => digits.Reverse()
        .Select((c, i) => (c - '0') * (i % 2 + 1)).Sum(n => n / 10 + n % 10) % 10 == 0;
}
