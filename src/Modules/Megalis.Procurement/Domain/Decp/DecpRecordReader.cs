using System.Text.Json;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>
/// Understands one published contract of either shape, and says what is wrong in it. Nothing is repaired but spaces in
/// a SIRET and the writing of official terms; nothing is lost, since the record keeps the JSON.
/// </summary>
internal sealed class DecpRecordReader(CpvNomenclature nomenclature, DateOnly today)
{
    private const int LongestObjet = 1000;
    private const int LongestId = 16;
    private const decimal AbsurdAmount = 100_000_000_000m;

    private static readonly string[] Of2022 =
        ["techniques", "modalitesExecution", "ccag", "offresRecues", "typesPrix", "marcheInnovant", "considerationsSociales"];

    private static readonly string[] KnownBy = ["id", "uid", "acheteur", "autoriteConcedante", "objet"];

    /// <summary>Null when the element cannot be a contract at all; <paramref name="rejection"/> then says why.</summary>
    public DecpRecord? Read(DecpElement element, out Dirt rejection)
    {
        var text = DecpText.Decode(element.Utf8.Span, out var wasUtf8);
        using var document = JsonDocument.Parse(text);
        var dirt = new List<Dirt>();
        var fields = new DecpFields(document.RootElement, "", dirt, today);
        rejection = new(DirtKinds.NotARecord, "", text.Length <= 200 ? text : text[..199] + "…");
        if (!IsContract(document.RootElement))
            return null;
        if (!wasUtf8)
            fields.Add(DirtKinds.Mojibake, "", "octets qui ne sont pas de l’UTF-8, lus comme du Latin-1");
        var isConcession = element.IsConcession || fields.Has("autoriteConcedante") || fields.Has("concessionnaires");
        var record = ReadContract(fields, isConcession) with
        {
            Index = element.Index,
            Json = DecpText.WithoutLayout(text),
            Dirt = dirt,
        };
        CheckWhole(record, fields);
        return record;
    }

    /// <summary>An object with at least one of the things by which a contract is known.</summary>
    private static bool IsContract(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object
        && KnownBy.Any(name =>
            root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null);

    private DecpRecord ReadContract(DecpFields fields, bool isConcession)
    {
        var buyer = fields.Of(isConcession && fields.Has("autoriteConcedante") ? "autoriteConcedante" : "acheteur");
        return new()
        {
            Index = 0,
            Json = "",
            IsConcession = isConcession,
            IsVersion2 = Of2022.Any(fields.Has),
            Id = fields.Text("id"),
            Uid = fields.Text("uid"),
            BuyerId = buyer.Siret("id", out var hasTrueBuyerSiret),
            HasTrueBuyerSiret = hasTrueBuyerSiret,
            BuyerName = buyer.Prose("nom"),
            Objet = fields.Prose("objet"),
            Nature = fields.Term("nature", DecpTerms.Nature),
            Cpv = ReadCpv(fields),
            Procedure = fields.Term("procedure", DecpTerms.Procedure),
            FormePrix = fields.Term("formePrix", DecpTerms.FormePrix),
            Place = ReadPlace(fields.Of("lieuExecution")),
            DurationMonths = fields.Whole("dureeMois"),
            NotifiedOn = fields.Day(isConcession ? "dateSignature" : "dateNotification"),
            PublishedOn = fields.Day("datePublicationDonnees"),
            AmountCents = ReadAmount(fields, isConcession ? "valeurGlobale" : "montant", isRequired: true),
            Titulaires = isConcession ? ReadTitulaires(fields, "concessionnaires", "concessionnaire") : ReadTitulaires(fields, "titulaires", "titulaire"),
            Modifications = [.. fields.List("modifications", "modification").Select(one => ReadModification(one, isConcession))],
        };
    }

    private static DecpTitulaire[] ReadTitulaires(DecpFields fields, string list, string wrapper) =>
        [.. fields.List(list, wrapper).Select(ReadTitulaire).Where(titulaire => titulaire.Id is not null || titulaire.Name is not null)];

    private static DecpTitulaire ReadTitulaire(DecpFields fields)
    {
        var type = fields.Term("typeIdentifiant", DecpTerms.TypeIdentifiant);
        var isTrue = false;
        var id = type is null or "SIRET" ? fields.Siret("id", out isTrue) : fields.Text("id");
        return new(type, id, isTrue, fields.Prose("denominationSociale"));
    }

    private static DecpModification ReadModification(DecpFields fields, bool isConcession) => new(
        fields.Whole("id"),
        fields.Prose("objetModification"),
        fields.Day(isConcession && fields.Has("dateSignatureModification") ? "dateSignatureModification" : "dateNotificationModification"),
        fields.Day("datePublicationDonneesModification"),
        ReadAmount(fields, isConcession && fields.Has("valeurGlobale") ? "valeurGlobale" : "montant", isRequired: false),
        fields.Whole("dureeMois"),
        fields.Raw("titulaires"));

    private Cpv? ReadCpv(DecpFields fields)
    {
        var text = fields.Text("codeCPV");
        if (text is null)
            return null;
        if (!Cpv.TryParse(text, out var cpv))
        {
            fields.Add(DirtKinds.MalformedCpv, "codeCPV", text);
            return null;
        }
        if (!nomenclature.Knows(cpv))
            fields.Add(DirtKinds.UnknownCpv, "codeCPV", text);
        return cpv;
    }

    private static DecpPlace ReadPlace(DecpFields place)
    {
        var type = place.Term("typeCode", DecpTerms.TypeCodeLieu);
        var code = place.Text("code");
        TypeCodeLieu? known = OfficialList<TypeCodeLieu>.TryParse(type, out var parsed) ? parsed : null;
        if (code is not null && known is { } kind && !DecpPlaceCode.Fits(kind, code))
            place.Add(DirtKinds.BadPlaceCode, "code", $"{code} ({type})");
        return new(code, type, place.Prose("nom"), DecpPlaceCode.DepartementOf(known, code));
    }

    private static long? ReadAmount(DecpFields fields, string name, bool isRequired)
    {
        var amount = fields.Number(name);
        if (isRequired && amount is null or < 1)
            fields.Add(DirtKinds.AmountBelow1, name, fields.Raw(name));
        if (amount is { } euros && (Math.Abs(euros) >= AbsurdAmount || IsAllNines(euros)))
            fields.Add(DirtKinds.AbsurdAmount, name, fields.Raw(name));
        return amount is { } value && Math.Abs(value) < long.MaxValue / 100m ? (long)Math.Round(value * 100, MidpointRounding.AwayFromZero) : null;
    }

    /// <summary>99 999 999 and longer: what people type where a form demands an amount.</summary>
    private static bool IsAllNines(decimal amount)
    {
        var digits = decimal.Truncate(amount).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return digits.Length >= 8 && digits.All(digit => digit == '9');
    }

    private static void CheckWhole(DecpRecord record, DecpFields fields)
    {
        if (record.Id is null)
            fields.Add(DirtKinds.MissingId, "id", "");
        if (record.Id is { Length: > LongestId } id)
            fields.Add(DirtKinds.LongId, "id", id);
        if (record.BuyerId is null)
            fields.Add(DirtKinds.MissingBuyer, "acheteur.id", record.BuyerName);
        if (record.Objet is null)
            fields.Add(DirtKinds.MissingObjet, "objet", "");
        if (record.Objet is { Length: > LongestObjet } objet)
            fields.Add(DirtKinds.LongObjet, "objet", objet);
        if (record.Titulaires.Count == 0)
            fields.Add(DirtKinds.MissingTitulaire, record.IsConcession ? "concessionnaires" : "titulaires", "");
        if (record.DurationMonths is null or < 1)
            fields.Add(DirtKinds.DurationBelow1, "dureeMois", fields.Raw("dureeMois"));
        var notification = record.IsConcession ? "dateSignature" : "dateNotification";
        if (!fields.Has(notification))
            fields.Add(DirtKinds.MissingDate, notification, "");
        if (record.PublishedOn < record.NotifiedOn)
            fields.Add(DirtKinds.PublishedBeforeNotified, "datePublicationDonnees", $"{record.PublishedOn:O} < {record.NotifiedOn:O}");
    }
}
