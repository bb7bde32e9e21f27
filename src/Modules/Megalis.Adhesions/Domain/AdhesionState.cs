using Megalis.Kernel.Http.TagHelpers;

namespace Megalis.Adhesions.Domain;

/// <summary>Where a request stands.</summary>
internal enum AdhesionState
{
    /// <summary>Its address has not said yes by mail: nobody is troubled with it.</summary>
    Asked,

    /// <summary>The portal's staff check it.</summary>
    Verification,

    /// <summary>Something is missing; the asker completes the request.</summary>
    Complement,

    /// <summary>Accepted: the convention is being prepared.</summary>
    Convention,

    /// <summary>The convention lies with the asker, to be signed.</summary>
    ConventionSent,

    /// <summary>The convention is signed; the site is being made.</summary>
    Creation,

    /// <summary>The entité is an adhérent and its site is open.</summary>
    Welcomed,

    Refused,

    /// <summary>The asker did not answer.</summary>
    Abandoned,
}

internal static class AdhesionStates
{
    /// <summary>The five steps that people see.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["Demande reçue", "Vérification", "Convention", "Création du site", "Bienvenue"];

    public static bool IsOver(this AdhesionState state) => state is AdhesionState.Welcomed or AdhesionState.Refused or AdhesionState.Abandoned;

    /// <summary>Which of the five steps is the present one, from 0.</summary>
    public static int Step(this AdhesionState state) => state switch
    {
        AdhesionState.Asked => 0,
        AdhesionState.Verification or AdhesionState.Complement or AdhesionState.Refused or AdhesionState.Abandoned => 1,
        AdhesionState.Convention or AdhesionState.ConventionSent => 2,
        AdhesionState.Creation => 3,
        _ => 4,
    };

    public static (string Word, ChipState Chip) Label(this AdhesionState state) => state switch
    {
        AdhesionState.Asked => ("Adresse à confirmer", ChipState.Draft),
        AdhesionState.Verification => ("À vérifier", ChipState.Todo),
        AdhesionState.Complement => ("Complément attendu", ChipState.Running),
        AdhesionState.Convention => ("Convention à envoyer", ChipState.Todo),
        AdhesionState.ConventionSent => ("Convention à signer", ChipState.Running),
        AdhesionState.Creation => ("Site en création", ChipState.Running),
        AdhesionState.Welcomed => ("Accueillie", ChipState.Done),
        AdhesionState.Refused => ("Refusée", ChipState.Refused),
        _ => ("Sans suite", ChipState.Closed),
    };
}
