namespace Megalis.Adhesions.Domain;

/// <summary>What may happen to a request: the steps of its circuit bear the names of the states they lead to.</summary>
internal enum AdhesionFactKind
{
    Asked,
    Confirmed,
    Verification,
    Complement,
    Completed,
    Convention,
    ConventionSent,
    Reminded,
    Signed,
    Creation,
    Welcomed,
    Refused,
    Abandoned,
    InvitedAgain,
}

internal static class AdhesionFactKinds
{
    public static string Label(this AdhesionFactKind kind) => kind switch
    {
        AdhesionFactKind.Asked => "Demande déposée",
        AdhesionFactKind.Confirmed => "Adresse confirmée, demande reçue",
        AdhesionFactKind.Verification => "Vérification",
        AdhesionFactKind.Complement => "Complément demandé",
        AdhesionFactKind.Completed => "Complément reçu",
        AdhesionFactKind.Convention => "Demande acceptée",
        AdhesionFactKind.ConventionSent => "Convention envoyée",
        AdhesionFactKind.Reminded => "Rappel envoyé",
        AdhesionFactKind.Signed => "Convention signée enregistrée",
        AdhesionFactKind.Creation => "Création du site",
        AdhesionFactKind.Welcomed => "Site ouvert, première personne invitée",
        AdhesionFactKind.Refused => "Demande refusée",
        AdhesionFactKind.Abandoned => "Demande classée sans suite",
        _ => "Invitation envoyée de nouveau",
    };
}
