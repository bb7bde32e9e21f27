using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;

namespace Megalis.Alerts.Features;

/// <summary>Mails about an alert itself: rows of the queue, stored with the change they tell of.</summary>
internal sealed class AlertMails(MailOutbox mails, Texts texts, TenantStore tenants, AlertLinks links)
{
    private string SiteName => tenants.Default.Text("SiteName", tenants.Default.DisplayName);

    public void AskForYes(string email, SavedSearch search, string sentence, string secret) => Send(email,
        texts["Confirmez votre alerte : {0}", search.Name],
        texts["Quelqu’un, sans doute vous, demande que cette adresse soit prévenue des consultations de cette recherche :"],
        $"« {search.Name} »\n{sentence}",
        texts["Pour la mettre en route, ouvrez ce lien dans les sept jours et cliquez sur le bouton :"],
        links.Confirm(secret),
        texts["Si vous n’avez rien demandé, ne faites rien : aucun autre message ne suivra."]);

    public void Known(string email, SavedSearch search) => Send(email,
        texts["Vous avez déjà cette alerte : {0}", search.Name],
        texts["L’alerte « {0} » que vous venez de demander existe déjà pour cette adresse. Il n’y a rien à faire.", search.Name],
        texts["Vos alertes, pour en changer le rythme ou les arrêter :"],
        links.OfAddress(search.EmailFolded));

    public void TooMany(string email, string emailFolded, string refusal) => Send(email,
        texts["Votre alerte n’a pas été enregistrée"],
        refusal,
        texts["Vos alertes :"],
        links.OfAddress(emailFolded));

    public void SendLink(string email, string emailFolded) => Send(email,
        texts["Vos alertes"],
        texts["Avec ce lien vous voyez les alertes de cette adresse, vous en changez le rythme, vous les arrêtez. Il est à vous seul :"],
        links.OfAddress(emailFolded));

    private void Send(string email, string subject, params string[] paragraphs) =>
        mails.Send(new MailMessage(email, subject, string.Join("\n\n", paragraphs) + $"\n\n-- \n{SiteName}\n{links.Portal}\n"));
}
