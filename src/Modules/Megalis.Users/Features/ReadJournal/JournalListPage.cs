using Megalis.Users.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.ReadJournal;

/// <summary>What the list and its export have in common: the words above it.</summary>
internal abstract class JournalListPage : UsersPage
{
    [BindProperty(SupportsGet = true, Name = "acte")]
    public string? Act { get; set; }

    [BindProperty(SupportsGet = true, Name = "personne")]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true, Name = "structure")]
    public string? Structure { get; set; }

    [BindProperty(SupportsGet = true, Name = "du")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "au")]
    public DateOnly? To { get; set; }

    public bool IsPortal => Tenant.IsDefault;

    protected JournalFilter Filter => new(Act, Person, IsPortal ? Structure : null, From, To);

    /// <summary>The words of the filter as a query string, for the link to the export.</summary>
    public string FilterQuery => QueryString.Create(new Dictionary<string, string?>
    {
        ["acte"] = Act,
        ["personne"] = Person,
        ["structure"] = Structure,
        ["du"] = From?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["au"] = To?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    }.Where(p => !string.IsNullOrEmpty(p.Value))).ToString();
}
