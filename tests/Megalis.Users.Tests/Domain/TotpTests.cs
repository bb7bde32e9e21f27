using System.Text;
using Megalis.Users.Domain;

namespace Megalis.Users.Tests.Domain;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 10, TimeSpan.Zero);

    /// <summary>RFC 6238, appendix B, the rows of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_codes_are_those_of_the_RFC(long seconds, string code) =>
        Assert.Equal(code, Totp.Compute(Secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    /// <summary>RFC 4226, appendix D.</summary>
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(9, "520489")]
    public void Six_digits_are_those_of_HOTP(long counter, string code) => Assert.Equal(code, Totp.Compute(Secret, counter));

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_clock_may_be_off_by_one_step(int seconds, bool passes)
    {
        var code = Totp.Compute(Secret, Totp.StepOf(Now.AddSeconds(seconds)));

        Assert.Equal(passes, Totp.Match(Secret, code, Now, lastStep: 0) is not null);
    }

    [Fact]
    public void A_code_that_was_used_opens_nothing_more_and_neither_does_an_older_one()
    {
        var used = Totp.Match(Secret, Totp.Compute(Secret, Totp.StepOf(Now)), Now, lastStep: 0)!.Value;

        Assert.Null(Totp.Match(Secret, Totp.Compute(Secret, used), Now, used));
        Assert.Null(Totp.Match(Secret, Totp.Compute(Secret, used - 1), Now, used));
        Assert.NotNull(Totp.Match(Secret, Totp.Compute(Secret, used + 1), Now, used));
    }

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void A_secret_is_written_in_base_32(string bytes, string text) => Assert.Equal(text, Totp.ToText(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void The_address_of_an_application_names_the_account_and_holds_the_secret() => Assert.Equal(
        "otpauth://totp/M%C3%A9galis:anne%40exemple.bzh?secret=MZXW6YTBOI&issuer=M%C3%A9galis&digits=6&period=30",
        Totp.ToUri(Encoding.ASCII.GetBytes("foobar"), "Mégalis", "anne@exemple.bzh"));
}
