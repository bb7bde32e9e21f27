using System.Globalization;
using System.Text;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>The receipt in words: the five particulars of the arrêté (ECOM1831552A, article 2, II), then what proves it.</summary>
internal static class RecepisseText
{
    public static string Verdict(Pli pli) => pli.IsLate
        ? "Votre pli est arrivé après la date limite. Il est reçu et gardé, marqué HORS DÉLAI."
        : "Votre pli est reçu dans les délais.";

    public static IEnumerable<(string Name, string Value)> Facts(Recepisse recepisse)
    {
        var (pli, consultation) = (recepisse.Pli, recepisse.Consultation);
        yield return ("Déposant", PliWords.Depositor(pli));
        yield return ("Acheteur", recepisse.Acheteur);
        yield return ("Consultation", $"{consultation.Reference} : {consultation.Objet}");
        yield return ("Reçu le", ParisTime.ToTheSecond(pli.ReceivedAt));
        foreach (var fact in PliWords.Sending(pli))
            yield return fact;
        yield return ("Date limite", ParisTime.FullWithOffset(consultation.Deadline!.Value));
        if (pli.LotNumbers.Length > 0)
            yield return ("Lots", PliWords.Lots(pli.LotNumbers));
        if (pli.Relation != PliRelation.First)
            yield return ("Ce pli", PliWords.Relation(pli));
    }

    public static IEnumerable<(string Name, string Value)> Proof(Recepisse recepisse)
    {
        yield return ("Écriture au journal", recepisse.Pli.EntryId);
        yield return ("Empreinte de l’écriture", recepisse.Pli.LeafHash);
        if (recepisse.Proof is { } proof)
            yield return ("Position", proof.Position.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>For the mail; the page of verification reads it back, quoted or not.</summary>
    public static string Write(Recepisse recepisse)
    {
        var text = new StringBuilder();
        text.AppendLine(Verdict(recepisse.Pli)).AppendLine();
        Lines(Facts(recepisse));
        text.AppendLine().AppendLine("Documents remis");
        foreach (var file in recepisse.Pli.Files.OrderBy(f => f.Position))
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Position}. {PliWords.Document(file)}, {FileSize.Text(file.Length)}").AppendLine(CultureInfo.InvariantCulture, $"   SHA-256 {file.Sha256}");
        text.AppendLine().AppendLine("Preuve");
        Lines(Proof(recepisse));
        if (recepisse.Proof is { } proof)
            text.AppendLine("Tête signée :").Append(proof.Head.ToText());
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Revoir ce récépissé : {recepisse.PortalUrl}/entreprise/depots/{recepisse.Pli.Id}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Vérifier cette preuve, sans compte : {recepisse.PortalUrl}/recepisse");
        return text.ToString();

        void Lines(IEnumerable<(string Name, string Value)> facts)
        {
            foreach (var (name, value) in facts)
                text.AppendLine(CultureInfo.InvariantCulture, $"{name} : {value}");
        }
    }
}
