using Megalis.Kernel.Http;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Access;

/// <summary>The base of this module's pages: never kept by a cache, going on where the person came from.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class UsersPage : MegalisPage
{
    /// <summary>Where to go on afterwards: <c>?retour=</c>, believed only when it is a path of this host.</summary>
    [BindProperty(SupportsGet = true, Name = "retour")]
    public string? Return { get; set; }

    /// <summary>For links to the other pages of the way in, so that a deposit in progress is not lost.</summary>
    public string? KeptReturn => ReturnPath.IsLocal(Return) ? Return : null;

    protected static IEnumerable<Refusal> All(params Refusal?[] refusals) => refusals.OfType<Refusal>();

    /// <summary>
    /// As <see cref="GoOn"/>, from a form: its answer must not be redirected to another host (Chromium applies form-action
    /// to redirects too), so the way to a tenant goes through a page that moves on by itself.
    /// </summary>
    protected IActionResult GoOnAfterForm(string otherwise = "/connexion/arrivee") =>
        ReturnPath.Or(Return, otherwise) is var path && path.StartsWith("/passage/", StringComparison.Ordinal)
            ? Redirect("/connexion/suite" + QueryString.Create("retour", path))
            : LocalRedirect(path);

    protected IActionResult GoOn(string otherwise = "/") => LocalRedirect(ReturnPath.Or(Return, otherwise));
}
