using Megalis.Adhesions.Data;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Contracts;
using Megalis.Users.Contracts;

namespace Megalis.Adhesions.Features;

/// <summary>What the asker is told by mail: rows of the queue, stored with the step they tell of. A request without an address is told nothing.</summary>
internal sealed class AdhesionMails(MailOutbox mails, Texts texts, TenantStore tenants, AdhesionLinks links)
{
    private string SiteName => tenants.Default.Text("SiteName", tenants.Default.DisplayName);

    /// <summary>Nobody has yet said yes to it: no word of it is one that a stranger typed.</summary>
    public void AskForYes(Adhesion adhesion) => Send(adhesion,
        texts["Confirmez votre demande : {0}", Official(adhesion)],
        texts["Quelqu’un, sans doute vous, demande que {0} rejoigne {1} et donne cette adresse.", Official(adhesion), SiteName],
        texts["Pour que la demande parte, ouvrez ce lien dans les sept jours et cliquez sur le bouton :"],
        links.Confirm(adhesion),
        texts["Si vous n’avez rien demandé, ne faites rien : la demande s’efface d’elle-même."]);

    public void Received(Adhesion adhesion) => Send(adhesion,
        texts["Demande reçue : {0}", adhesion.Title],
        texts["Nous avons reçu la demande de {0}. Nous la vérifions, en général sous cinq jours ouvrés.", adhesion.Title],
        Where(adhesion));

    public void Moved(Adhesion adhesion)
    {
        switch (adhesion.State)
        {
            case AdhesionState.Complement:
                Send(adhesion,
                    texts["Il manque une précision : {0}", adhesion.Title],
                    texts["Pour continuer, nous avons besoin d’une précision :"],
                    adhesion.Reason,
                    texts["Complétez votre demande par ce lien. Sans réponse pendant soixante jours, elle sera classée :"],
                    links.Follow(adhesion));
                break;
            case AdhesionState.Convention:
                Send(adhesion, texts["Demande acceptée : {0}", adhesion.Title],
                    texts["La demande de {0} est acceptée. Nous préparons la convention et vous l’envoyons.", adhesion.Title], Where(adhesion));
                break;
            case AdhesionState.ConventionSent:
                Send(adhesion, texts["La convention est partie : {0}", adhesion.Title],
                    texts["La convention d’adhésion vous a été envoyée. Faites-la signer par {0} ({1}), puis renvoyez-la : le site se crée dès qu’elle est enregistrée.", adhesion.SignatoryName, adhesion.SignatoryRole],
                    Where(adhesion));
                break;
            case AdhesionState.Refused:
                Close(adhesion, texts["Demande refusée : {0}", adhesion.Title], texts["La demande de {0} n’a pas pu être acceptée :", adhesion.Title]);
                break;
            case AdhesionState.Abandoned:
                Close(adhesion, texts["Demande classée sans suite : {0}", adhesion.Title], texts["La demande de {0} est classée sans suite.", adhesion.Title]);
                break;
        }
    }

    public void Remind(Adhesion adhesion) => Send(adhesion,
        texts["Rappel : {0}", adhesion.Title],
        adhesion.State == AdhesionState.Complement
            ? texts["Votre demande attend une précision de votre part :"] + "\n\n" + adhesion.Reason
            : texts["Nous n’avons pas encore reçu la convention signée."],
        Where(adhesion));

    public void Welcome(Adhesion adhesion, string invitation) => Send(adhesion,
        texts["Bienvenue : le site de {0} est ouvert", adhesion.Title],
        texts["Le site de {0} est ouvert à cette adresse :", adhesion.Title],
        adhesion.SiteUrl,
        texts["Vous en êtes la première administratrice ou le premier administrateur. Ouvrez votre compte par ce lien, valable {0} jours :", AgentInvitations.Days],
        invitation,
        texts["Les trois premières choses à faire :"],
        texts["1. Dans « Réglages », donnez au site sa couleur, son logo et ses mentions légales."]
            + "\n" + texts["2. Dans « Comptes », invitez vos collègues avec les rôles qui leur reviennent."]
            + "\n" + texts["3. Publiez une première actualité, ou préparez votre première consultation."]);

    public void InviteAgain(Adhesion adhesion, string invitation) => Send(adhesion,
        texts["Votre invitation : {0}", adhesion.Title],
        texts["Voici un nouveau lien pour ouvrir votre compte sur le site de {0}. Il est valable {1} jours et remplace le précédent :", adhesion.Title, AgentInvitations.Days],
        invitation);

    private static string Official(Adhesion adhesion) =>
        Place.Find(adhesion.Siren)?.Name ?? $"SIREN {adhesion.Siren[..3]} {adhesion.Siren[3..6]} {adhesion.Siren[6..]}";

    private void Close(Adhesion adhesion, string subject, string what) => Send(adhesion, subject, what, adhesion.Reason,
        texts["Vos données seront effacées dans six mois. Vous pouvez déposer une nouvelle demande quand vous voulez."]);

    private string Where(Adhesion adhesion) => texts["Où en est votre demande, à tout moment et sans compte :"] + "\n\n" + links.Follow(adhesion);

    private void Send(Adhesion adhesion, string subject, params string[] paragraphs)
    {
        if (adhesion.ContactEmail.Length == 0)
            return;
        mails.Send(new MailMessage(
            adhesion.ContactEmail, subject, string.Join("\n\n", paragraphs.Where(p => p.Length > 0)) + $"\n\n-- \n{SiteName}\n{links.Portal}\n"));
    }
}
