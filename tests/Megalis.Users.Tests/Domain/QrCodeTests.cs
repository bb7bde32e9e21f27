using System.Text;
using Megalis.Testing;
using Megalis.Users.Domain;

namespace Megalis.Users.Tests.Domain;

/// <summary>The golden files were read back by an independent decoder.</summary>
public sealed class QrCodeTests
{
    [Theory]
    [InlineData("qr-1.txt", 21, "MEGALIS")]
    [InlineData("qr-7.txt", 45, "otpauth://totp/Megalis:secretaire%40lannevez.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Megalis&digits=6&period=30&algorithm=SHA1&x=1")]
    [InlineData("qr-10.txt", 57, "otpauth://totp/Syndicat%20mixte%20de%20coop%C3%A9ration%20territoriale:responsable.des.affaires.generales%40communaute-de-communes.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Syndicat%20mixte%20de%20coop%C3%A9ration%20territoriale&digits=6&period=30")]
    public void A_text_becomes_the_code_that_telephones_read(string golden, int size, string text)
    {
        var code = QrCode.Of(text);

        Assert.Equal(size, code.Size);
        GoldenFile.ShouldEqual(golden, Drawing(code));
    }

    [Fact]
    public void Each_block_of_corrections_has_its_generator_as_a_divisor()
    {
        var words = QrBlocks.Interleave([.. Enumerable.Range(1, 34).Select(i => (byte)i)], blocks: 1, correction: 10);

        // Evaluated at each root of the generator the whole block gives nothing (Reed-Solomon's syndromes).
        byte root = 1;
        for (var i = 0; i < 10; i++, root = QrBlocks.Multiply(root, 2))
            Assert.Equal(0, words.Aggregate((byte)0, (sum, word) => (byte)(QrBlocks.Multiply(sum, root) ^ word)));
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused() => Assert.Throws<ArgumentException>(() => QrCode.Of(new string('x', 368)));

    private static string Drawing(QrCode code)
    {
        var text = new StringBuilder();
        for (var row = 0; row < code.Size; row++)
            text.AppendLine(string.Concat(Enumerable.Range(0, code.Size).Select(column => code[row, column] ? '#' : '.')));
        return text.ToString();
    }
}
