using Megalis.Content.Domain;

namespace Megalis.Content.Tests.Domain;

public sealed class MenuEntryTests
{
    [Theory]
    [InlineData("~/", "/")]
    [InlineData("~/actualites?p=2#x", "/actualites?p=2#x")]
    [InlineData("/marches", "/marches")]
    [InlineData("https://exemple.bzh/a", "https://exemple.bzh/a")]
    public void An_address_of_the_site_or_of_the_web_is_kept(string typed, string href) => Assert.Equal(href, MenuEntryForm.Href(typed));

    [Theory]
    [InlineData("")]
    [InlineData("actualites")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//mal.example")]
    [InlineData("~//mal.example")]
    [InlineData("/\\mal.example")]
    [InlineData("data:text/html,x")]
    [InlineData("https://mairie.bzh@mal.example/")]
    [InlineData("/a\nb")]
    public void Anything_else_is_refused(string typed) => Assert.Null(MenuEntryForm.Href(typed));
}
