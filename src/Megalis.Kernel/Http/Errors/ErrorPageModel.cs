using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Megalis.Kernel.Http.Errors;

/// <summary>The one page of everything that went wrong: what it means for the person, and a reference for the operator.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorPageModel : PageModel
{
    public string Title { get; private set; } = "";
    public string Sentence { get; private set; } = "";
    public string Reference { get; private set; } = "";

    public void OnGet(int? code) => Show(code);

    public void OnPost(int? code) => Show(code);

    private void Show(int? code)
    {
        // After an exception the path names no code; the answer has it.
        code ??= Response.StatusCode;
        (Title, Sentence) = code switch
        {
            400 => ("Formulaire expiré", "Cette page est restée ouverte trop longtemps, ou a été ouverte depuis un autre site. Revenez en arrière, rechargez la page et recommencez : votre saisie est encore là."),
            401 => ("Connexion nécessaire", "Connectez-vous à votre compte, puis recommencez."),
            403 => ("Accès réservé", "Votre compte n'a pas le droit d'ouvrir cette page. La personne qui administre votre site peut vous le donner."),
            404 => ("Page introuvable", "Cette page n'existe pas, n'existe plus, ou ne vous est pas ouverte."),
            413 => ("Fichier trop volumineux", "Ce que vous avez envoyé dépasse la taille permise. La limite est écrite à côté du champ."),
            429 => ("Trop de demandes", "Beaucoup de demandes sont venues de votre adresse en peu de temps. Attendez une minute et recommencez."),
            503 => ("Un instant", "Le service est momentanément indisponible. Réessayez dans quelques secondes."),
            507 => ("Espace de stockage plein", "Votre envoi n'a pas pu être enregistré : la plateforme manque de place. Rien n'a été gardé à moitié. L'exploitant est prévenu ; réessayez dans quelques minutes."),
            _ => ("Une erreur est survenue", "Nous n'avons pas pu terminer cette action. Rien n'a été enregistré à moitié ; vous pouvez réessayer."),
        };
        if (code >= 500)
            Reference = Failures.Reference(HttpContext);
    }
}
