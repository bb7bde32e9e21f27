using System.Globalization;
using System.Text;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>The receipt as plain text, for mails.</summary>
internal static class RecepisseText
{
    public static string Head(JournalProof proof) => proof.Head.ToText();

    public static string Write(Recepisse recepisse)
    {
        var (pli, consultation, acheteur, proof) = recepisse;
        var text = new StringBuilder();
        text.AppendLine(pli.IsLate ? "Votre pli est reçu et gardé, HORS DÉLAI." : "Votre pli est reçu dans les délais.").AppendLine();
        Line("Déposant", $"{pli.DepositorName} ({pli.DepositorEmail})" + (pli.EntrepriseName.Length > 0 ? $", {pli.EntrepriseName}, {pli.EntrepriseIdentifier}" : ""));
        Line("Acheteur", acheteur);
        Line("Consultation", $"{consultation.Reference} : {consultation.Objet}");
        Line("Reçu le", ParisTime.ToTheSecond(pli.ReceivedAt));
        Line("Date limite", ParisTime.FullWithOffset(consultation.Deadline!.Value));
        if (pli.LotNumbers.Length > 0)
            Line("Lots", pli.LotNumbers.Replace(" ", ", ", StringComparison.Ordinal));
        text.AppendLine().AppendLine("Documents remis");
        foreach (var file in pli.Files.OrderBy(f => f.Position))
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Position}. {file.DisplayName} ({FileSize.Text(file.Length)})").AppendLine(CultureInfo.InvariantCulture, $"   SHA-256 {file.Sha256}");
        text.AppendLine().AppendLine("Preuve");
        Line("Écriture au journal", pli.EntryId);
        Line("Empreinte de l'écriture", pli.LeafHash);
        if (proof is not null)
        {
            Line("Position", proof.Position.ToString(CultureInfo.InvariantCulture));
            text.AppendLine("Tête signée :").Append(Head(proof));
        }

        return text.ToString();

        void Line(string name, string value) => text.AppendLine(CultureInfo.InvariantCulture, $"{name} : {value}");
    }
}
