using Megalis.Adhesions.Domain;
using Megalis.Kernel.Http;
using Megalis.Tenants.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Adhesions.Features.AskAdhesion;

/// <summary>The form of a request, when it is asked and when it is completed.</summary>
internal abstract class AdhesionFormPage(TenantAddresses addresses) : MegalisPage
{
    /// <summary>Bytes of a whole form: every field at its longest, as browsers encode it.</summary>
    public const int MostSent = 100_000;

    [BindProperty]
    public AdhesionForm Input { get; set; } = new();

    /// <summary>« .exemple.bzh », behind the wished address.</summary>
    public string Domain => addresses.HostOf("");

    public IEnumerable<SelectListItem> Kinds => Enum.GetValues<EntiteKind>().Select(k => new SelectListItem(T[k.Label()], k.ToString()));

    public IEnumerable<SelectListItem> ServiceItems => WishedService.All.Select(s => new SelectListItem(T[s.Label], s.Code));

    /// <summary>The address has said yes: it does not change by a form.</summary>
    public virtual bool EmailIsFixed => false;

    protected TenantAddresses Addresses => addresses;

    /// <summary>What is wrong with the form; what could not be read as a number has its sentence already.</summary>
    protected IReadOnlyList<Refusal> Check(string own = "") =>
        [.. Input.Check(addresses, own).Where(r => ModelState[$"Input.{r.Field}"]?.Errors.Count is null or 0).Select(r => r.On($"Input.{r.Field}"))];
}
