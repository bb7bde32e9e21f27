using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>
/// The form of a consultation as it is typed. Texts stay texts until <see cref="ConsultationWriter"/> reads them, so
/// that a refused form comes back as it was.
/// </summary>
internal sealed class ConsultationForm
{
    public string? Objet { get; set; }
    public string? Description { get; set; }
    public Nature? Nature { get; set; }

    /// <summary>A name, « Vannes (56000) », a postal or an INSEE code.</summary>
    public string? Commune { get; set; }
    public string? Departement { get; set; }

    /// <summary>As a browser's control writes it (2027-03-02T12:00) or as people do (02/03/2027 12:00); Paris time.</summary>
    public string? Deadline { get; set; }

    public Procedure Procedure { get; set; }
    public List<Technique> Techniques { get; set; } = [];
    public List<ModaliteExecution> Modalites { get; set; } = [];
    public List<ConsiderationSociale> Sociales { get; set; } = [];
    public List<ConsiderationEnvironnementale> Environnementales { get; set; } = [];
    public bool IsInnovant { get; set; }
    public string? Cpv { get; set; }

    /// <summary>One code a line.</summary>
    public string? OtherCpv { get; set; }
    public List<LotForm> Lots { get; set; } = [];
    public string? Estimated { get; set; }
    public int OpeningQuorum { get; set; } = OuvertureRule.DefaultHolders;
    public string? QuorumReason { get; set; }
    public string? ContactName { get; set; }
    public string? ContactEmail { get; set; }
    public string? ContactPhone { get; set; }

    public static ConsultationForm Of(Consultation c) => new()
    {
        Objet = c.Objet,
        Description = c.Description,
        Nature = c.Nature,
        Commune = CommunePicker.Label(Localities.FindCommune(c.CommuneInsee), c.PostalCode),
        Departement = c.Departement,
        Deadline = c.Deadline is { } deadline ? ParisTime.At(deadline).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : "",
        Procedure = c.Procedure,
        Techniques = [.. c.TechniqueList.Where(t => t is not Technique.SansObjet)],
        Modalites = [.. c.ModaliteList.Where(m => m is not ModaliteExecution.SansObjet)],
        Sociales = [.. c.SocialeList.Where(s => s is not ConsiderationSociale.Aucune)],
        Environnementales = [.. c.EnvironnementaleList.Where(e => e is not ConsiderationEnvironnementale.Aucune)],
        IsInnovant = c.IsInnovant,
        Cpv = CpvPicker.Label(c.CpvList.FirstOrDefault()),
        OtherCpv = string.Join('\n', c.CpvList.Skip(1).Select(CpvPicker.Label)),
        Lots = [.. c.Lots.OrderBy(l => l.Number).Select(l => new LotForm { Id = l.Id, Objet = l.Objet, Cpv = CpvPicker.Label(l.Cpv) })],
        Estimated = c.EstimatedCents is { } cents ? (cents / 100m).ToString("0.##", Texts.French) : "",
        OpeningQuorum = c.OpeningQuorum,
        QuorumReason = c.QuorumReason,
        ContactName = c.ContactName,
        ContactEmail = c.ContactEmail,
        ContactPhone = c.ContactPhone,
    };

    /// <summary>The buttons of the lots: add one, or remove one; nothing is stored by them.</summary>
    public bool Obey(string? step)
    {
        if (step == "lot")
            Lots.Add(new LotForm());
        else if (step?.StartsWith("sans-lot-", StringComparison.Ordinal) == true
            && int.TryParse(step["sans-lot-".Length..], CultureInfo.InvariantCulture, out var index) && index >= 0 && index < Lots.Count)
            Lots.RemoveAt(index);
        else
            return false;
        return true;
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Null when the text is no form: someone changed the hidden field, and a comparison of two replaces that of three.</summary>
    public static ConsultationForm? FromJson(string? json)
    {
        try
        {
            return json is { Length: > 0 and < 200_000 } ? JsonSerializer.Deserialize<ConsultationForm>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed class LotForm
{
    public string? Id { get; set; }
    public string? Objet { get; set; }
    public string? Cpv { get; set; }

    public bool IsBlank => string.IsNullOrWhiteSpace(Objet) && string.IsNullOrWhiteSpace(Cpv);
}
