using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Tenants.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ShowLegalPage;

/// <summary>A legal page: the tenant's own text, else the model's with its name.</summary>
[Feature("Megalis.Settings")]
[AllowAnonymous]
internal sealed class LegalPageModel : MegalisPage
{
    public string Title { get; private set; } = "";
    public IHtmlContent Body { get; private set; } = HtmlString.Empty;

    public IActionResult OnGet(string slug)
    {
        if (LegalPages.Find(slug) is not { } page)
            return NotFound();
        Title = page.Title;
        var own = Tenant.Text(page.Setting);
        Body = Render(own.Length > 0 ? own : page.Model.Replace("{0}", Tenant.DisplayName, StringComparison.Ordinal));
        return Page();
    }

    /// <summary>The page has its h1: titles written as « # » go down one level, those written as « ## » follow it as they are (RGAA 9.1).</summary>
    private static IHtmlContent Render(string markdown)
    {
        var text = MarkdownRenderer.Clean(markdown, HtmlPolicy.UnderPageTitle with { HeadingShift = 0 });
        return text.Contains("<h1", StringComparison.Ordinal) ? MarkdownRenderer.Render(markdown, HtmlPolicy.UnderPageTitle) : new HtmlString(text);
    }
}
