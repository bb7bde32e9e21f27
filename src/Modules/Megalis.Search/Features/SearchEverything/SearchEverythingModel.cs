using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Search.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Search.Features.SearchEverything;

/// <summary>One box over everything that the visitor may read on this site.</summary>
[AllowAnonymous]
internal sealed class SearchEverythingModel(EverythingSearch search) : MegalisPage
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Typed { get; set; }

    [BindProperty(SupportsGet = true, Name = "genre")]
    public string? Chosen { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public string Words => (Typed ?? "").Trim();

    public EverythingFound Answer { get; private set; } = new();

    /// <summary>The heading whose page is shown; null on the overview.</summary>
    public FoundKind? Only { get; private set; }

    public IActionResult OnGet()
    {
        if (!search.Kinds.Any())
            return NotFound();
        if (search.Kinds.All(kind => kind.Id != Chosen))
            Chosen = null;
        Number = Math.Clamp(Number, 1, 500);
        if (Words.Length > 0)
            Ask();
        return Page();
    }

    /// <summary>The address of these words, or others, under one heading or all.</summary>
    public string Href(string? kind, string? words = null)
    {
        var query = new QueryBuilder { { "q", words ?? Words } };
        if (kind is not null)
            query.Add("genre", kind);
        return "/recherche" + query.ToQueryString();
    }

    public static string CountOf(long total) => total.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>The runs as text, those that answer marked.</summary>
    public static IHtmlContent Marked(IReadOnlyList<TextRun> runs)
    {
        var html = new HtmlContentBuilder();
        foreach (var run in runs)
            if (run.IsMatch)
                html.AppendHtml("<mark>").Append(run.Text).AppendHtml("</mark>");
            else
                html.Append(run.Text);
        return html;
    }

    private void Ask()
    {
        Answer = search.Ask(Words, Chosen, Number);
        Only = Answer.Kinds.FirstOrDefault(kind => kind.Kind.Id == Chosen);
        if (!Answer.IsDown)
            return;
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = "10";
    }
}
