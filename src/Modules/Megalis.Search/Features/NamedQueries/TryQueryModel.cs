using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Search.Features.NamedQueries.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>One named query: what it asks, its first hits, its end.</summary>
[RequirePermission(QueryPermissions.Manage)]
internal sealed class TryQueryModel(QueryAsker asker, TenantRegister register, Journal journal, MegalisDb db) : MegalisPage
{
    private const int Shown = 10;
    private const int LongestValue = 1000;

    /// <summary>The address names each parameter behind this.</summary>
    public const string Prefix = "p.";

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    public NamedQuery Query { get; private set; } = null!;

    public IReadOnlyList<string> Parameters { get; private set; } = [];

    /// <summary>Null until it is tried.</summary>
    public QueryAnswer? Answer { get; private set; }

    public string ValueOf(string parameter) => Request.Query[Prefix + parameter].ToString();

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!Find())
            return NotFound();
        if (Parameters.Count > 0 && !Parameters.Any(parameter => Request.Query.ContainsKey(Prefix + parameter)))
            return Page();
        var given = Parameters.ToDictionary(parameter => parameter, ValueOf, StringComparer.Ordinal);
        if (given.Values.Any(value => value.Length > LongestValue))
            return Refused(new Refusal("Une valeur a {0} caractères au plus.", LongestValue));
        Answer = await asker.AskAsync(Query, given, Shown, stop);
        if (Answer.IsDown)
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Answer.Refusals.Count > 0 ? Refused(Answer.Refusals) : Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken stop)
    {
        if (!Find())
            return NotFound();
        await db.TransactAsync(async () =>
        {
            await register.ChangeGroupAsync(Tenant.Id, NamedQuerySettings.Group, group => NamedQuerySettings.Read(group).Without(Query.Name).ToJson(), db, stop);
            journal.Append(QueryJournalWords.Removed, QueryJournalWords.Subject, Query.Name, new { name = Query.Name, source = Query.Source, template = Query.Template });
            await db.SaveChangesAsync(stop);
        }, stop);
        Notice = T["La requête « {0} » est retirée.", Query.Name];
        return LocalRedirect("/admin/recherche/requetes");
    }

    private bool Find()
    {
        if (asker.Find(Name) is not { } query)
            return false;
        (Query, Parameters) = (query, QueryTemplate.ParametersOf(query.Template));
        return true;
    }
}
