using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Http;

namespace Megalis.Users.Access;

/// <summary>The mails of accounts: rows of the queue, stored with the change they tell of. Links lead to the portal.</summary>
internal sealed class UserMails(MailOutbox mails, Texts texts, TenantStore tenants)
{
    private string Portal => tenants.CanonicalUrl(tenants.Default);

    private string Site => tenants.Default.Text("SiteName", tenants.Default.DisplayName);

    public void ConfirmAddress(Account account, string secret) => Send(account.Email, account.DisplayName,
        texts["Confirmez votre adresse"],
        texts["Un compte a été ouvert sur {0} avec cette adresse. Pour confirmer qu'elle est bien la vôtre, ouvrez ce lien dans les sept jours :", Site],
        Link("/inscription/confirmer", secret),
        texts["Vous pouvez déjà tout faire sans attendre. Si vous n'avez pas ouvert de compte, ne faites rien."]);

    public void ResetPassword(Account account, string secret) => Send(account.Email, account.DisplayName,
        texts["Choisir un nouveau mot de passe"],
        texts["Vous avez demandé un nouveau mot de passe pour votre compte sur {0}. Ouvrez ce lien dans l'heure ; il ne sert qu'une fois :", Site],
        Link("/connexion/nouveau-mot-de-passe", secret),
        texts["Si vous n'avez rien demandé, ne faites rien : votre mot de passe ne change pas."]);

    public void PasswordChanged(Account account) => Send(account.Email, account.DisplayName,
        texts["Votre mot de passe a changé"],
        texts["Le mot de passe de votre compte sur {0} vient de changer, et vos autres sessions sont fermées.", Site],
        texts["Si ce n'est pas vous, choisissez-en un autre tout de suite :"],
        Portal + "/connexion/oubli");

    public void ConfirmNewAddress(Account account, string newEmail, string secret) => Send(newEmail, account.DisplayName,
        texts["Confirmez votre nouvelle adresse"],
        texts["Vous avez demandé que votre compte sur {0} utilise cette adresse. Ouvrez ce lien dans les vingt-quatre heures :", Site],
        Link("/compte/adresse/confirmer", secret),
        texts["Sans cela, rien ne change."]);

    public void AddressChangeAsked(Account account, string newEmail) => Send(account.Email, account.DisplayName,
        texts["Changement d'adresse demandé"],
        texts["Une autre adresse ({0}) a été demandée pour votre compte sur {1}. Le changement se fera quand elle aura été confirmée.", EmailAddress.Hidden(newEmail), Site],
        texts["Si ce n'est pas vous, changez de mot de passe tout de suite :"],
        Portal + "/connexion/oubli");

    public void AddressChanged(string oldEmail, string name) => Send(oldEmail, name,
        texts["Votre compte a une autre adresse"],
        texts["Votre compte sur {0} n'utilise plus cette adresse. Si ce n'est pas vous, écrivez à l'assistance.", Site]);

    public void SecondFactorOff(Account account) => Send(account.Email, account.DisplayName,
        texts["La double authentification est arrêtée"],
        texts["La double authentification de votre compte sur {0} vient d'être arrêtée. Si ce n'est pas vous, changez de mot de passe tout de suite :", Site],
        Portal + "/connexion/oubli");

    public void Invite(string email, string structure, string inviter, string secret) => Send(email, "",
        texts["{0} vous invite", structure],
        texts["{0} vous invite à travailler avec {1} sur {2}. Ouvrez ce lien dans les sept jours :", inviter, structure, Site],
        Link("/invitation", secret),
        texts["Il est à vous seul : ne le transmettez pas."]);

    public void MemberAsks(Account manager, string asker, string entreprise) => Send(manager.Email, manager.DisplayName,
        texts["Une personne demande à rejoindre {0}", entreprise],
        texts["{0} a déclaré travailler pour {1} et attend votre réponse. Tant que vous ne l'avez pas acceptée, cette personne ne voit rien de vos réponses aux consultations.", asker, entreprise],
        Portal + "/entreprise/equipe");

    public void MemberAnswered(Account member, string entreprise, bool accepted) => Send(member.Email, member.DisplayName,
        accepted ? texts["Vous faites partie de l'équipe de {0}", entreprise] : texts["Votre demande pour {0} a été refusée", entreprise],
        accepted
            ? texts["Une personne qui gère l'équipe de {0} vous a accepté. Vous voyez désormais les réponses de l'équipe.", entreprise]
            : texts["Une personne qui gère l'équipe de {0} a refusé votre demande. Vos propres dépôts restent à vous.", entreprise],
        Portal + "/entreprise/equipe");

    public void AccountDisabled(Account account, string reason) => Send(account.Email, account.DisplayName,
        texts["Votre compte est désactivé"],
        texts["Votre compte sur {0} a été désactivé. Raison donnée : {1}", Site, reason],
        texts["Si vous pensez que c'est une erreur, répondez à l'assistance."]);

    public void Erased(Account account) => Send(account.Email, account.DisplayName,
        texts["Votre compte est effacé"],
        texts["Votre compte sur {0} vient d'être effacé, à votre demande. C'est le dernier courriel que vous recevez.", Site]);

    private string Link(string path, string secret) => Portal + path + QueryString.Create("jeton", secret);

    private void Send(string to, string name, string subject, params string[] paragraphs) =>
        mails.Send(new MailMessage(Recipient(to, name), $"{subject} · {Site}", string.Join("\n\n", paragraphs) + "\n\n-- \n" + Site + "\n" + Portal + "\n"));

    /// <summary>A name that a person typed is no header syntax.</summary>
    private static string Recipient(string email, string name)
    {
        var plain = string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '\'' or '’'));
        return plain.Length == 0 ? email : $"\"{plain}\" <{email}>";
    }
}
