using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Identifiers;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Content;

public class ContentItemTests
{
    private const string FromOrchard =
        """{"ContentItemId":"4gq1ch13zvjb56rrng70w55cmz","ContentItemVersionId":"4vrz8ahtwrz1s1tmksbdks1nxk","ContentType":"BlogPost","DisplayText":"L'école","Latest":true,"Published":false,"ModifiedUtc":"2025-02-10T08:00:00.123456Z","PublishedUtc":null,"CreatedUtc":"2025-02-01T08:00:00Z","Owner":"42","Author":"admin","BlogPost":{"Subtitle":{"Text":"<b>déjà</b> & 'vu'"},"Note":{"Value":1.50}},"GeoPart":{"Où":[1e3,{"x":null}]},"TitlePart":{"Title":"L'école","Extra":true}}""";

    [Fact]
    public void An_item_of_Orchard_is_written_back_byte_by_byte() =>
        Assert.Equal(FromOrchard, ContentItem.Parse(FromOrchard).ToString());

    [Fact]
    public void Its_metadata_are_read_from_the_JSON()
    {
        var item = ContentItem.Parse(FromOrchard);

        Assert.Equal("4gq1ch13zvjb56rrng70w55cmz", item.ContentItemId);
        Assert.Equal("BlogPost", item.ContentType);
        Assert.Equal("L'école", item.DisplayText);
        Assert.True(item.Latest);
        Assert.False(item.Published);
        Assert.Null(item.PublishedUtc);
        Assert.Equal(new DateTimeOffset(2025, 2, 10, 8, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456), item.ModifiedUtc);
        Assert.Equal(["BlogPost", "GeoPart", "TitlePart"], item.PartNames);
    }

    [Fact]
    public void Changing_a_known_part_touches_neither_unknown_parts_nor_unknown_members()
    {
        var item = ContentItem.Parse(FromOrchard);

        item.Part<TitlePart>()!.Title = "L'école neuve";

        Assert.Equal(FromOrchard.Replace("\"Title\":\"L'école\"", "\"Title\":\"L'école neuve\"", StringComparison.Ordinal), item.ToString());
    }

    [Fact]
    public void A_part_that_is_missing_is_null_until_it_is_welded()
    {
        var item = ContentItem.New("Page", new FakeClock());

        Assert.Null(item.Part<MarkdownBodyPart>());
        item.Weld<MarkdownBodyPart>().Markdown = "# Bonjour";
        Assert.Equal("# Bonjour", item.Part<MarkdownBodyPart>()!.Markdown);
    }

    [Fact]
    public void A_new_item_has_the_metadata_of_Orchard_in_the_order_of_Orchard()
    {
        var item = ContentItem.New("Page", new FakeClock());

        Assert.True(Ids.IsWellFormed(item.ContentItemId));
        Assert.Equal(
            ["ContentItemId", "ContentItemVersionId", "ContentType", "DisplayText", "Latest", "Published", "ModifiedUtc", "PublishedUtc", "CreatedUtc", "Owner", "Author"],
            item.Json.Select(member => member.Key));
    }

    [Fact]
    public void Entries_of_a_menu_are_items_inside_the_item()
    {
        var menu = ContentItem.New("Menu", new FakeClock());
        var entry = ContentItem.New("LinkMenuItem", new FakeClock());
        entry.Weld<LinkMenuItemPart>().Url = "~/actualites";
        menu.Weld<MenuItemsListPart>().MenuItems = [entry];

        var again = ContentItem.Parse(menu.ToString());

        Assert.Equal("~/actualites", Assert.Single(again.Part<MenuItemsListPart>()!.MenuItems).Part<LinkMenuItemPart>()!.Url);
    }
}
