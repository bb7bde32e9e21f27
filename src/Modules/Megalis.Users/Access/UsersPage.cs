using Megalis.Kernel.Http;
using Megalis.Users.Domain;
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

    protected IActionResult GoOn(string otherwise = "/") => LocalRedirect(ReturnPath.Or(Return, otherwise));
}
