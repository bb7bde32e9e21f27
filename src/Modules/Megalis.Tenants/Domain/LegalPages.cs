namespace Megalis.Tenants.Domain;

/// <summary>
/// The pages that the footer of every page leads to (RGAA obligations, LCEN article 6-III, RGPD article 13). A tenant
/// writes its own in Markdown; until then a model text stands, with the tenant's name.
/// </summary>
internal static class LegalPages
{
    public const string MentionsLegales = "MentionsLegales";
    public const string DonneesPersonnelles = "DonneesPersonnelles";
    public const string Accessibilite = "Accessibilite";

    public static (string Title, string Setting, string Model)? Find(string slug) => slug switch
    {
        "accessibilite" => ("Accessibilité", Accessibilite, AccessibiliteModel),
        "mentions-legales" => ("Mentions légales", MentionsLegales, MentionsModel),
        "donnees-personnelles" => ("Données personnelles", DonneesPersonnelles, DonneesModel),
        "aide" => ("Aide", "Aide", AideModel),
        _ => null,
    };

    private const string AccessibiliteModel = """
        **État de conformité : non conforme.** Aucun audit de ce site n'a encore été réalisé selon le référentiel général
        d'amélioration de l'accessibilité (RGAA 4.1) ; il est donc réputé non conforme.

        ## Ce qui est fait
        Toutes les pages s'utilisent au clavier, leurs contrastes sont renforcés et des contrôles automatiques les parcourent
        à chaque version. Ces contrôles ne couvrent qu'une petite part des critères : ils ne remplacent pas un audit.

        ## Signaler une difficulté
        Si vous ne parvenez pas à accéder à un contenu ou à un service, dites-le à {0} par les moyens de contact de ce site :
        une autre solution vous sera proposée.

        ## Voies de recours
        Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits : en ligne, auprès de son délégué dans votre
        département, ou par courrier gratuit (Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07).
        """;

    private const string MentionsModel = """
        ## Éditeur
        Ce site est édité par **{0}**. La personne responsable de la publication est son représentant légal.

        ## Hébergement
        Le site est hébergé sur la plateforme régionale mutualisée du syndicat mixte.

        ## Réutilisation
        Sauf mention contraire, les informations publiques de ce site peuvent être réutilisées librement, en citant leur
        source et la date de leur dernière mise à jour.
        """;

    private const string DonneesModel = """
        **{0}** est responsable des données personnelles traitées par ce site.

        ## Ce qui est enregistré
        Votre compte (nom, adresse électronique, structure), vos sessions, et les actes que vous accomplissez : retraits,
        questions, dépôts, décisions. Le site ne contient ni traceur ni mesure d'audience par un tiers ; il ne dépose que les
        cookies nécessaires à la connexion et aux formulaires.

        ## Combien de temps
        Les registres des marchés publics sont des archives publiques : ils sont gardés au moins cinq ans après la fin du
        marché, dix ans pour les travaux. Le reste s'efface avec votre compte.

        ## Vos droits
        Depuis « Mon compte », vous pouvez consulter, corriger, emporter et effacer vos données ; ce que la loi oblige à garder
        vous est alors nommé avec son terme. Vous pouvez aussi saisir la CNIL.
        """;

    private const string AideModel = """
        ## Je suis une entreprise
        Cherchez une consultation dans [Marchés publics](/marches), téléchargez son dossier sans compte, posez vos questions et
        répondez en ligne. Faites l'essai de votre poste avant le jour de la remise.

        ## Je travaille pour une collectivité
        Votre **bureau** rassemble ce qui vous attend et les services ouverts à votre structure. « Mes structures », en haut de
        page, passe de l'une à l'autre.

        ## Je n'y arrive pas
        Notez la référence affichée par la page d'erreur : elle permet à l'assistance de retrouver ce qui s'est passé.
        """;
}
