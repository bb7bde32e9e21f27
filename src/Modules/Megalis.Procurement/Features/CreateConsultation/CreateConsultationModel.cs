using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.EditConsultation;
using Megalis.Procurement.Features.ManageDce;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.CreateConsultation;

/// <summary>
/// The short form. Whatever can be kept of a first sending is kept as a draft, files included, and what is wrong is
/// mended on the same page: nobody chooses files twice.
/// </summary>
[RequirePermission(ProcurementPermissions.Edit)]
[RequestSizeLimit(DceLimits.Request)]
[RequestFormLimits(MultipartBodyLengthLimit = DceLimits.Request)]
internal sealed class CreateConsultationModel(
    MegalisDb db, ConsultationActs acts, ProcurementRules rules, DceIntake intake, ReferenceCounter references, TimeProvider clock) : MegalisPage
{
    [BindProperty]
    public ConsultationForm Form { get; set; } = new();

    /// <summary>Chosen when the form was shown: a form that is sent twice makes one draft.</summary>
    [BindProperty]
    public string? Draft { get; set; }

    [BindProperty]
    public List<IFormFile> Files { get; set; } = [];

    /// <summary>The draft that a refused form was kept as; its own page takes the next sending.</summary>
    public Consultation? Kept { get; private set; }

    public ConsultationFormView View => new(
        Form, Kept?.Version, Kept is null ? "" : ConsultationForm.Of(Kept).ToJson(), false, Kept is null ? [] : rules.WarningsOf(Kept), Tenant);

    public void OnGet()
    {
        Draft = Ids.New(clock);
        Form.Commune = CommunePicker.Label(Localities.Communes.FirstOrDefault(c => c.Siren == Tenant.Siren));
        (Form.ContactName, Form.ContactEmail) = (CurrentUser.DisplayName, CurrentUser.Email);
    }

    public async Task<IActionResult> OnPostAsync(string? step, CancellationToken stop)
    {
        if (!Ids.IsWellFormed(Draft))
            Draft = Ids.New(clock);
        if (Form.Obey(step))
        {
            ModelState.Clear();
            return Page();
        }

        if (await SentBeforeAsync(stop) is { } already)
            return Redirect($"/achats/{already}");
        var consultation = new Consultation { Id = Draft, CreatedAt = clock.GetUtcNow(), CreatedBy = acts.Author.AccountId, CreatedByName = acts.Author.Name };
        var refusals = new ConsultationWriter(consultation, Form, clock.GetUtcNow()).Write().ToList();
        var taken = await intake.AddAsync(consultation, Files, stop);
        refusals.AddRange(taken.Refusals.Select(r => r.On("Files")));
        if (consultation.Objet.Length == 0)
            refusals.Insert(0, new Refusal("Écrivez l’objet de la consultation : c’est son titre pour les entreprises.").On("Form.Objet"));
        if (consultation.Objet.Length == 0 && taken.Names.Count == 0)
            return Refused(refusals);
        if (await StoreAsync(consultation, stop) is { } other)
            return Redirect($"/achats/{other}");
        return Answer(consultation, refusals, taken);
    }

    private IActionResult Answer(Consultation consultation, List<Refusal> refusals, DceTaken taken)
    {
        if (refusals.Count > 0)
        {
            Kept = consultation;
            return Refused(refusals);
        }

        TempData.Say(string.Join(' ', [T["Le brouillon {0} est créé. Personne d’autre que votre structure ne le voit.", consultation.Reference], .. taken.Remarks]));
        return Redirect($"/achats/{consultation.Reference}");
    }

    /// <summary>Null when stored; the reference of the same draft when another sending of this form was faster.</summary>
    private async Task<string?> StoreAsync(Consultation consultation, CancellationToken stop)
    {
        try
        {
            await db.TransactAsync(async () =>
            {
                consultation.Reference = await references.NextAsync(stop);
                db.Add(consultation);
                acts.Note(consultation, "created", new { consultation.Reference, consultation.Objet });
                await db.SaveChangesAsync(stop);
            }, stop);
            return null;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await SentBeforeAsync(stop) is { } already)
                return already;
            throw;
        }
    }

    private Task<string?> SentBeforeAsync(CancellationToken stop) =>
        db.Set<Consultation>().Where(c => c.Id == Draft).Select(c => c.Reference).SingleOrDefaultAsync(stop);
}
