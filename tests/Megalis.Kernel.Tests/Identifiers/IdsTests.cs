using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Tests.Identifiers;

public class IdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_has_the_26_characters_of_a_content_item_id()
    {
        Assert.Matches("^[0-9a-hjkmnp-tv-z]{26}$", Ids.New(Noon));
        Assert.Matches("^[0-9a-hjkmnp-tv-z]{26}$", Ids.Random());
    }

    [Fact]
    public void Ids_sort_by_the_millisecond_of_their_making()
    {
        var ids = Enumerable.Range(0, 500).Select(i => Ids.New(Noon.AddMilliseconds(i * 37))).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Ids_of_one_instant_differ() =>
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => Ids.New(Noon)).Distinct().Count());

    [Fact]
    public void Every_character_of_the_alphabet_is_drawn()
    {
        var drawn = Enumerable.Range(0, 500).SelectMany(_ => Ids.Random()).Distinct().Order();
        Assert.Equal("0123456789abcdefghjkmnpqrstvwxyz", string.Concat(drawn));
    }

    [Theory]
    [InlineData("4gq1ch13zvjb56rrng70w55cmz", true)]
    [InlineData("4GQ1CH13ZVJB56RRNG70W55CMZ", false)]
    [InlineData("4gq1ch13zvjb56rrng70w55cm", false)]
    [InlineData("4gq1ch13zvjb56rrng70w55cmi", false)]
    [InlineData("../../../../../etc/passwd0", false)]
    [InlineData("4gq1ch13zvjb56rrng70w55c\0z", false)]
    [InlineData(null, false)]
    public void Only_the_alphabet_is_well_formed(string? id, bool expected) => Assert.Equal(expected, Ids.IsWellFormed(id));
}
