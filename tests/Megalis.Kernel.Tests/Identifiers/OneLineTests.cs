using System.Text;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Tests.Identifiers;

public class OneLineTests
{
    [Theory]
    [InlineData("  Toiture \r\n de\tl’école  ", "Toiture de l’école")]
    [InlineData("Objet\r\nBcc: tous@exemple.bzh", "Objet Bcc: tous@exemple.bzh")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("a\0b\u0007c\u001bd\u009b", "a b c d")]
    [InlineData("lot\u00a01 : 12\u202f000 €", "lot 1 : 12 000 €")]
    [InlineData("gnp.\u202eexe", "gnp.exe")]
    [InlineData("zé\u200bro\ufeff, cou\u00adpe", "zéro, coupe")]
    [InlineData("a\ud800b\udc00", "ab")]
    [InlineData("\r\n\u200b ", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_text_becomes_one_line_that_can_be_read(string? typed, string line) => Assert.Equal(line, OneLine.Of(typed, 100));

    [Theory]
    [InlineData("1234567890", 10, "1234567890")]
    [InlineData("12345678901", 10, "123456789…")]
    [InlineData("1234567890   ", 10, "1234567890")]
    [InlineData("12345678 901", 10, "12345678…")]
    [InlineData("12345678😀901", 10, "12345678…")]
    [InlineData("12345678e\u0301901", 10, "12345678…")]
    [InlineData("1234567e\u0301901", 10, "1234567e\u0301…")]
    [InlineData("12345678🇫🇷901", 11, "12345678…")]
    [InlineData("ab", 1, "…")]
    public void What_is_too_long_ends_after_a_whole_character(string typed, int most, string line) => Assert.Equal(line, OneLine.Of(typed, most));

    [Fact]
    public void Every_character_there_is_gives_a_line_and_doing_it_twice_changes_nothing()
    {
        foreach (var rune in Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(i => new Rune(i)))
        {
            var once = OneLine.Of($"a{rune}{rune} b", 4);
            if (once.Length > 4 || once.Any(char.IsControl) || once != OneLine.Of(once, 4)) Assert.Fail($"U+{rune.Value:X4} gives « {once} »");
        }
    }

    [Fact]
    public void A_huge_text_is_not_read_to_its_end() => Assert.Equal(200, OneLine.Of(new string('a', 50_000_000), 200).Length);

    [Fact]
    public void A_line_without_room_is_a_mistake_of_the_caller() => Assert.Throws<ArgumentOutOfRangeException>(() => OneLine.Of("a", 0));
}
