using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Workflows.Formulas;

namespace Megalis.Workflows.Tests.Formulas;

public sealed class FormulaTests
{
    /// <summary>Saturday 28 March 2026, 23:30 in Paris; one hour is lost the night after.</summary>
    private static readonly DateTimeOffset Now = new(2026, 3, 28, 22, 30, 0, TimeSpan.Zero);

    private static readonly JsonObject Values = JsonNode.Parse("""
        {"Titre":"Fête de l'été","Montant":1200.50,"Urgent":false,"Avis":["pour","contre","pour"],"Limite":"2026-04-01T12:00:00+02:00",
         "Auteur":{"Nom":"Le Goff","Mails":["a@b.fr","c@d.fr"]},"Vide":null,"Montant_HT":10}
        """)!.AsObject();

    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 2", "5")]
    [InlineData("(1 + 2) * -3", "-9")]
    [InlineData("7 % 4 = 3 et 0.1 + 0.2 = 0.3", "true")]
    [InlineData("\"a\" & 1.50 & vrai & rien", "\"a1.5vrai\"")]
    [InlineData("Montant > 1000 et non Urgent", "true")]
    [InlineData("Montant > 1000 and not Urgent or false", "true")]
    [InlineData("non Montant = 1 ou faux", "true")]
    [InlineData("'l''été' & \"\"\"\"", "\"l'été\\\"\"")]
    [InlineData("Auteur.Nom & Auteur.Mails[1]", "\"Le Goffc@d.fr\"")]
    [InlineData("Auteur[\"Nom\"] = \"Le Goff\"", "true")]
    [InlineData("Auteur.Age", "null")]
    [InlineData("Avis[9]", "null")]
    [InlineData("Vide.Rien.Du.Tout", "null")]
    [InlineData("\"contre\" dans Avis et 3 in [1, 2, 3]", "true")]
    [InlineData("si(Montant > 1, \"cher\", 1 / 0)", "\"cher\"")]
    [InlineData("siVide(Vide, siVide(\"\", \"ici\"))", "\"ici\"")]
    [InlineData("vide([]) et vide(\"\") et vide(Vide) et non vide(0)", "true")]
    [InlineData("longueur(Titre) + longueur(Avis)", "16")]
    [InlineData("MAJUSCULES(Titre)", "\"FÊTE DE L'ÉTÉ\"")]
    [InlineData("contient(Titre, \"été\") et contient(Avis, \"pour\")", "true")]
    [InlineData("commencePar(Titre, \"Fête\") et finitPar(Titre, \"été\")", "true")]
    [InlineData("extrait(Titre, 0, 4) & extrait(Titre, 99)", "\"Fête\"")]
    [InlineData("remplacer(Titre, \"été\", \"hiver\")", "\"Fête de l'hiver\"")]
    [InlineData("joindre(distincts(Avis), \", \")", "\"pour, contre\"")]
    [InlineData("joindre(decouper(\"a;b;c\", \";\"), \"-\")", "\"a-b-c\"")]
    [InlineData("ajouter(Avis, \"blanc\")[3] & premier(Avis) & dernier(Avis)", "\"blancpourpour\"")]
    [InlineData("nombre(\"12,5\") + arrondi(2.5) + arrondi(1.005, 2) + abs(-1)", "17.51")]
    [InlineData("min(3, 1, 2) + max([4, 6, 5]) + somme([1, 2.5])", "10.5")]
    [InlineData("min([])", "null")]
    [InlineData("maintenant() < Limite et Limite > maintenant()", "true")]
    [InlineData("date(Limite) = date(\"2026-04-01T10:00:00Z\")", "true")]
    [InlineData("date(\"2026-04-01 12:00\") = Limite", "true")]
    [InlineData("jours(2) + heures(3) + minutes(4) + secondes(5)", "\"2.03:04:05\"")]
    [InlineData("durée(\"1.00:00:00\") = jours(1) et semaines(1) / jours(1) = 7", "true")]
    [InlineData("date(Limite) - maintenant()", "\"3.11:30:00\"")]
    [InlineData("maintenant() + jours(1) * 2", "\"2026-03-30T22:30:00.0000000+00:00\"")]
    [InlineData("aujourdhui()", "\"2026-03-28T00:00:00.0000000+01:00\"")]
    [InlineData("année(Limite) & \"-\" & mois(Limite) & \"-\" & jour(Limite)", "\"2026-4-1\"")]
    [InlineData("ecrireDate(Limite) & \" à \" & écrireHeure(Limite)", "\"1 avril 2026 à 12:00\"")]
    [InlineData("[1, \"a\", vrai, rien, [2]]", "[1,\"a\",true,null,[2]]")]
    [InlineData("Auteur = Auteur et Avis <> [1] et 1 <> \"1\"", "true")]
    [InlineData("Montant_HT", "10")]
    public void A_formula_has_its_value(string formula, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Evaluate(formula)), $"{formula} = {Evaluate(formula)?.ToJsonString() ?? "null"}, not {expected}");

    [Theory]
    [InlineData("", 1, "la formule est vide.")]
    [InlineData("1 +", 4, "la formule s'arrête là où il faut une valeur.")]
    [InlineData("(1 + 2", 7, "la formule s'arrête là où il faut « ) ».")]
    [InlineData("1 2", 3, "il faut la fin de la formule, et non « 2 ».")]
    [InlineData("a ; b", 3, "le signe « ; » n'a pas de sens ici.")]
    [InlineData("\"abc", 1, "ce texte n'a pas de guillemet fermant.")]
    [InlineData("1 < 2 < 3", 7, "une comparaison ne se compare pas : reliez-les par « et ».")]
    [InlineData("eval(1)", 1, "la fonction « eval » n'existe pas.")]
    [InlineData("longueur()", 1, "« longueur » attend une valeur ; il y en a 0.")]
    [InlineData("Montant.GetType()", 16, "il faut la fin de la formule, et non « ( ».")]
    [InlineData("1 + Inconnu", 5, "ni variable ni entrée ne s'appelle « Inconnu ».")]
    [InlineData("1 / 0", 3, "on ne divise pas par zéro.")]
    [InlineData("79228162514264337593543950335 * 2", 31, "le résultat est trop grand.")]
    [InlineData("jours(99999999999)", 1, "le résultat est trop grand.")]
    [InlineData("\"a\" + 1", 5, "les textes se joignent par « & ».")]
    [InlineData("Avis < 3", 6, "une liste et un nombre ne se comparent pas.")]
    [InlineData("Titre et vrai", 1, "il faut ici vrai ou faux.")]
    [InlineData("date(\"0001-01-01\")", 6, "« date » attend ici une date, et non « 0001-01-01 ».")]
    [InlineData("date(\"9999-12-31T23:59:59-10:00\")", 6, "« date » attend ici une date, et non « 9999-12-31T23:59:59-10:00 ».")]
    [InlineData("maintenant() + jours(3000000)", 14, "le résultat est trop grand.")]
    [InlineData("date(\"hier\")", 6, "« date » attend ici une date, et non « hier ».")]
    [InlineData("\"a\" & Auteur", 5, "un objet ne s'écrit pas dans un texte.")]
    [InlineData("Montant.Length", 9, "un nombre n'a pas de « Length ».")]
    public void A_faulty_formula_is_refused_in_a_sentence_with_its_place(string formula, int position, string sentence)
    {
        var error = Assert.Throws<FormulaException>(() => Evaluate(formula));

        Assert.Equal($"Caractère {position} : {sentence}", error.Message);
    }

    [Fact]
    public void Depth_length_steps_and_made_texts_are_bounded()
    {
        Refuses("trop longue", new string('1', 4001));
        Refuses("trop de niveaux", new string('(', 51) + "1" + new string(')', 51));
        Refuses("trop de niveaux", string.Concat(Enumerable.Repeat("non ", 60)) + "vrai");
        Refuses("trop de niveaux", string.Concat(Enumerable.Repeat("-", 60)) + "1");
        Refuses("trop d'opérations", "1" + string.Concat(Enumerable.Repeat("+1", 501)));
        Refuses("trop d'opérations", "Vide" + string.Concat(Enumerable.Repeat(".a", 501)));
        Refuses("trop de calculs", "longueur(" + string.Join("&", Enumerable.Repeat("joindre(Long,\"\")", 12)) + ")");
        Refuses("trop de calculs", string.Join("+", Enumerable.Repeat("longueur(Long)", 25)));
        Refuses("trop de calculs", string.Join(" et ", Enumerable.Repeat("Objet = Objet", 12)));
        Refuses("trop de calculs", string.Join(" ou ", Enumerable.Repeat("contient(Large, Moitié)", 5)));
        Refuses("trop grande", "[" + string.Join(",", Enumerable.Repeat("Objet", 150)) + "]");
        Refuses("trop grande", "[" + string.Join(",", Enumerable.Repeat("Large", 45)) + "]");
        Refuses("dépasse", "joindre([" + string.Join(",", Enumerable.Repeat("Large", 500)) + "], \"\")");
        Refuses("dépasse", string.Join("&", Enumerable.Repeat("Gros", 12)));
        Refuses("dépasse", "remplacer(Gros, \"x\", \"" + new string('y', 100) + "\")");

        static void Refuses(string sentence, string formula) =>
            Assert.Contains(sentence, Assert.Throws<FormulaException>(() => Evaluate(formula)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_typed_is_a_value_or_a_sentence_and_never_another_failure()
    {
        var pieces = Gen.Elements("1", "2.5", "\"é\"", "Titre", "Avis", "Auteur", "Limite", "+", "-", "*", "/", "%", "&", "=", "<", "dans", "et", "ou", "non", "(", ")", "[", "]", ",", ".",
            "si", "date", "jours", "extrait", "remplacer", "somme", "min", "arrondi", "maintenant", "duree", "rien", "vrai", "'", "é", "_", "\u0301", "\u0000", "99999999999999999999999999999999");
        var formulas = pieces.ListOf().Select(list => string.Join(" ", list)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(formulas, formula =>
        {
            try
            {
                Evaluate(formula);
            }
            catch (FormulaException error)
            {
                Assert.InRange(error.Position, 1, formula.Length + 1);
            }
        }));
    }

    private static JsonNode? Evaluate(string formula)
    {
        var values = Values.DeepClone().AsObject();
        values["Long"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => JsonValue.Create(i))]);
        values["Gros"] = new string('x', 9000);
        values["Large"] = new string('x', 100_000);
        values["Moitié"] = new string('x', 49_999) + "y";
        values["Objet"] = new JsonObject([.. Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"m{i}", (JsonNode?)i))]);
        bool Find(string name, out JsonNode? value) => values.TryGetPropertyValue(name, out value);
        return Formula.Parse(formula).Evaluate(new FormulaScope(Find, Now));
    }
}
