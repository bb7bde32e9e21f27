using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Authorization;

namespace Megalis.Procurement.Features.ReadSearchHelp;

/// <summary>The syntax of the search box for people, with examples that can be clicked; for programmers, docs/reference/search.md.</summary>
[AllowAnonymous]
[PublicCache]
internal sealed class SearchHelpModel : MegalisPage
{
    public IReadOnlyList<(string Title, IReadOnlyList<(string Typed, string Means)> Examples)> Chapters { get; } =
    [
        ("Combiner des mots",
        [
            ("toiture zinc", "Les deux mots, dans n’importe quel ordre."),
            ("toiture OU couverture", "L’un ou l’autre. Le mot OU s’écrit en capitales."),
            ("toiture -zinc", "« toiture » sans « zinc ». SAUF fait de même."),
            ("(toiture OU façade) école", "Les parenthèses disent ce qui va ensemble."),
            ("\"éclairage public\"", "Ces mots l’un après l’autre."),
            ("\"public éclairage\"~3", "Ces mots à trois places près, dans un ordre ou l’autre."),
        ]),
        ("Mots incomplets ou mal écrits",
        [
            ("chauff*", "Tout ce qui commence ainsi : chauffage, chaufferie…"),
            ("t?iture", "Une lettre quelconque à la place du point d’interrogation."),
            ("toitrue~", "Un mot proche, jusqu’à deux fautes."),
        ]),
        ("Chercher à un endroit",
        [
            ("objet:façade", "Dans l’objet seulement. De même : lots, acheteur, lieu, description."),
            ("acheteur:lannévez", "Chez cet acheteur."),
            ("departement:56 voirie", "Dans le Morbihan."),
            ("cpv:45261", "Un code CPV et tout ce qui est en dessous."),
            ("nature:travaux -procedure:procedure-adaptee", "Des travaux, hors procédure adaptée."),
        ]),
        ("Dates et nombres",
        [
            ("limite:[2026-12-01 TO 2026-12-31]", "Une date limite en décembre 2026, bornes comprises."),
            ("publication:[2026-11 TO *]", "Publiée depuis novembre 2026."),
            ("lots-nombre:[2 TO *]", "Deux lots ou plus."),
        ]),
        ("Donner plus de poids",
        [
            ("toiture^3 école", "« toiture » compte trois fois plus dans le classement."),
        ]),
    ];
}
