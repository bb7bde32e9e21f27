using System.Text;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;

namespace Megalis.Alerts.Features.ProposeWider;

/// <summary>The mail that says that nothing came, and what would.</summary>
internal sealed class WiderLetter(MailOutbox mails, Texts texts, TenantStore tenants, AlertLinks links, CriteriaReader reader)
{
    public void Send(string address, SavedSearch search, IReadOnlyList<Proposal> proposals)
    {
        var text = new StringBuilder(texts["Bonjour,"]).Append("\n\n")
            .Append(texts["Votre alerte « {0} » n’a rien trouvé depuis trois semaines.", search.Name]).Append('\n')
            .Append(reader.Read(search).Sentence).Append("\n\n")
            .Append(texts["En cherchant plus large, ces trois derniers mois auraient donné :"]).Append("\n\n");
        foreach (var proposal in proposals)
            text.Append("- ").Append(proposal.Found == 1 ? texts["{0} : 1 avis", proposal.Text] : texts["{0} : {1} avis", proposal.Text, proposal.Found]).Append('\n')
                .Append("  ").Append(texts["Élargir l’alerte ainsi :"]).Append(' ').Append(links.Edit(search, proposal.Query)).Append('\n');
        text.Append('\n').Append(texts["Si elle vous convient telle qu’elle est, ne faites rien : ce message ne revient pas."]).Append('\n')
            .Append(texts["L’arrêter :"]).Append(' ').Append(links.Stop(search)).Append('\n')
            .Append("\n-- \n").Append(tenants.Default.Text("SiteName", tenants.Default.DisplayName)).Append('\n').Append(links.Portal).Append('\n');
        mails.Send(new MailMessage(address, texts["Votre alerte « {0} » n’a rien trouvé depuis trois semaines", search.Name], text.ToString())
        {
            UnsubscribeUrl = links.Stop(search),
        });
    }
}
