using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Browser;

/// <summary>Gives the browser the session of a person whom the site fixture signed in; journeys of sign-in itself use the page.</summary>
public static class Sessions
{
    private const string Name = "__Host-megalis";

    public static Task TakeSessionOfAsync(this IBrowserContext context, SiteClient person) => context.AddCookiesAsync(
    [
        new Cookie
        {
            Name = Name,
            Value = person.Cookies.Value(person.Home, Name) ?? throw new InvalidOperationException("This person is not signed in."),
            Domain = person.Home.Host,
            Path = "/",
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteAttribute.Lax,
        },
    ]);
}
