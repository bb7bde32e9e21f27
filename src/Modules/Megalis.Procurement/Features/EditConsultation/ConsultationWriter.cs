using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>
/// Writes a form into a consultation: what is understood is written, the rest is refused with the field to mend. A draft
/// may lack anything; only what is wrong is refused.
/// </summary>
internal sealed class ConsultationWriter(Consultation consultation, ConsultationForm form, DateTimeOffset now)
{
    private static readonly string[] DeadlineFormats =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "dd/MM/yyyy HH:mm", "dd/MM/yyyy H'h'mm", "dd/MM/yyyy HH'h'"];

    private readonly List<Refusal> _refusals = [];

    public IReadOnlyList<Refusal> Write()
    {
        WriteObjet();
        WritePlace();
        // The deadline of a published consultation has its own page: it needs a reason, and tells people.
        if (consultation.IsDraft)
            WriteDeadline();
        WriteProcedure();
        WriteCpv();
        WriteLots();
        WriteEstimate();
        WriteContact();
        consultation.ChangedAt = now;
        return _refusals;
    }

    private void WriteObjet()
    {
        var objet = form.Objet?.Trim() ?? "";
        if (objet.Length > ConsultationRules.LongestObjet)
            Refuse("Objet", new Refusal("L’objet compte {0} caractères ; les données essentielles en admettent {1}.", objet.Length, ConsultationRules.LongestObjet));
        else
            consultation.SetObjet(objet);
        consultation.Description = form.Description?.Trim() ?? "";
        consultation.Nature = form.Nature;
    }

    private void WritePlace()
    {
        var (commune, postalCode, refusal) = CommunePicker.Find(form.Commune);
        if (refusal is not null)
            Refuse("Commune", refusal);
        else if (commune is not null)
            consultation.Locate(commune, postalCode);
        else
        {
            (consultation.CommuneInsee, consultation.PostalCode) = ("", "");
            consultation.Locate(form.Departement);
        }
    }

    private void WriteDeadline()
    {
        if (ReadDeadline(form.Deadline, out var deadline) is { } refusal)
            Refuse("Deadline", refusal);
        else
            consultation.Deadline = deadline;
    }

    /// <summary>Null with an empty text.</summary>
    public static Refusal? ReadDeadline(string? text, out DateTimeOffset? deadline)
    {
        deadline = null;
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!DateTime.TryParseExact(text.Trim(), DeadlineFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) || clock.Year is < 2000 or > 2200)
            return new Refusal("« {0} » n’est pas une date et une heure : écrivez-les ainsi, 02/03/2027 12:00.", text.Trim());
        deadline = ParisTime.From(clock);
        return null;
    }

    private void WriteProcedure()
    {
        consultation.Procedure = form.Procedure;
        consultation.Techniques = EnumWords.Write(SansObjet.Complete(form.Techniques));
        consultation.Modalites = EnumWords.Write(SansObjet.Complete(form.Modalites));
        consultation.ConsiderationsSociales = EnumWords.Write(SansObjet.Complete(form.Sociales));
        consultation.ConsiderationsEnvironnementales = EnumWords.Write(SansObjet.Complete(form.Environnementales));
        consultation.IsInnovant = form.IsInnovant;
        var rule = new OuvertureRule(form.OpeningQuorum, form.QuorumReason?.Trim());
        if (rule.Check(form.Procedure) is { } refusal)
            Refuse(form.OpeningQuorum == 1 && form.Procedure is Procedure.ProcedureAdaptee ? "QuorumReason" : "OpeningQuorum", refusal);
        else
            (consultation.OpeningQuorum, consultation.QuorumReason) = (rule.Holders, rule.Holders == 1 ? rule.Reason! : "");
    }

    private void WriteCpv()
    {
        var main = CpvPicker.ReadAll([form.Cpv]);
        var others = CpvPicker.ReadAll([form.OtherCpv]);
        foreach (var refusal in main.Refusals)
            Refuse("Cpv", refusal);
        foreach (var refusal in others.Refusals)
            Refuse("OtherCpv", refusal);
        consultation.CpvCodes = string.Join(' ', main.Codes.Concat(others.Codes).Distinct());
    }

    /// <summary>Lots are known by their id. After publication their texts may be corrected; plis refer to them, so that none comes or goes.</summary>
    private void WriteLots()
    {
        var given = form.Lots.Where(l => !l.IsBlank).ToList();
        if (consultation.IsDraft)
        {
            consultation.Lots.RemoveAll(l => given.TrueForAll(g => g.Id != l.Id));
            foreach (var added in given.Where(g => consultation.Lots.TrueForAll(l => l.Id != g.Id)))
                consultation.Lots.Add(new Lot { Id = added.Id = Ids.New(now), ConsultationId = consultation.Id });
        }

        for (var i = 0; i < given.Count; i++)
            WriteLot(given[i], i + 1, form.Lots.IndexOf(given[i]));
    }

    private void WriteLot(LotForm given, int number, int index)
    {
        var lot = consultation.Lots.Find(l => l.Id == given.Id);
        if (lot is null)
            return;
        var (cpv, refusal) = CpvPicker.Read(given.Cpv);
        if (refusal is not null)
            Refuse($"Lots[{index}].Cpv", refusal);
        if (string.IsNullOrWhiteSpace(given.Objet))
            Refuse($"Lots[{index}].Objet", new Refusal("Décrivez le lot {0}, ou retirez-le.", number));
        (lot.Number, lot.Objet, lot.Cpv) = (consultation.IsDraft ? number : lot.Number, given.Objet?.Trim() ?? "", cpv?.Digits ?? "");
    }

    private void WriteEstimate()
    {
        var text = string.Concat((form.Estimated ?? "").Where(c => !char.IsWhiteSpace(c) && c is not '€')).Replace(',', '.');
        if (text.Length == 0)
            consultation.EstimatedCents = null;
        else if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euros) && euros < 100_000_000_000m)
            consultation.EstimatedCents = (long)Math.Round(euros * 100, MidpointRounding.AwayFromZero);
        else
            Refuse("Estimated", new Refusal("« {0} » n’est pas un montant : écrivez-le en euros hors taxes, par exemple 45 000.", form.Estimated!.Trim()));
    }

    private void WriteContact()
    {
        if (VisitorMails.CheckAddress(form.ContactEmail, out var email) is not null && email.Length > 0)
            Refuse("ContactEmail", new Refusal("« {0} » n’est pas une adresse électronique, par exemple achats@commune.bzh.", email));
        else
            consultation.ContactEmail = email;
        (consultation.ContactName, consultation.ContactPhone) = (form.ContactName?.Trim() ?? "", form.ContactPhone?.Trim() ?? "");
    }

    private void Refuse(string field, Refusal refusal) => _refusals.Add(refusal.On("Form." + field));
}
