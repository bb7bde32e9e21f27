namespace Megalis.Kernel.Security;

/// <summary>Words that people in France put first into a password. Folded, without spaces; their order means nothing.</summary>
internal static class CommonWords
{
    public static readonly HashSet<string> All = new(
        string.Join(' ', Passwords, French, Names, Places, Work, English).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static readonly int Longest = All.Max(word => word.Length);

    private const string Passwords = """
        motdepasse monmotdepasse mdp passe motpasse codesecret secret secrete code acces ouvretoi sesame sesameouvretoi changez changer changezmoi changemoi
        nouveau nouvelle temporaire provisoire password passwd passw pass word passphrase default test tests tester testing essai demo exemple compte login
        utilisateur user admin administrateur administrator root super superviseur manager guest invite connexion identifiant securite secure securise
        """;

    private const string French = """
        bonjour bonsoir bienvenue salut coucou merci aurevoir bisous bisou jetaime jtm jtaime tuesmavie amour amoureux monamour coeur moncoeur cherie cheri doudou
        loulou nounou nounours chouchou choupette poupette minou minette chaton chat chien cheval lapin lapinou poussin tigre lion loup dauphin papillon princesse
        prince ange demon soleil lune etoile etoiles ciel mer plage vacances voyage liberte egalite fraternite bonheur chance espoir reve reves vie mavie maison
        famille mafamille maman papa bebe monbebe enfants fille fils frere soeur mamie papi tonton ami amie amis amour toujours jamais voila super genial
        rouge bleu bleue vert verte jaune noir noire blanc blanche rose violet orange chocolat caramel vanille fraise cerise pomme banane citron cafe biere vin
        football foot rugby tennis velo moto voiture camion musique guitare piano danse cinema photo internet ordinateur windows clavier souris telephone portable
        printemps ete automne hiver janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi
        dimanche noel anniversaire joyeux bonne annee paques hello kikou azerty qwerty azertyuiop qwertyuiop alphabet abcdef
        un une deux trois quatre cinq six sept huit neuf dix cent mille zero le la les de du des et est moi toi mon ma mes ton ta tes notre votre je tu il elle nous vous
        petit petite grand grande beau belle gros grosse jolie jeune vieux
        """;

    private const string Names = """
        marie jean pierre paul jacques michel philippe alain patrick nicolas christophe daniel bernard eric frederic laurent stephane pascal david sebastien julien
        olivier thierry thomas alexandre antoine vincent francois guillaume jerome maxime kevin romain florian mathieu matthieu quentin clement hugo lucas theo
        nathan enzo louis arthur leo gabriel raphael adam jules nathalie isabelle sylvie catherine christine valerie sandrine martine monique veronique sophie
        celine stephanie aurelie emilie julie laura camille manon lea chloe emma sarah ines jade louise alice anne annie claire caroline virginie delphine
        yann yannick erwan gwenael gwenaelle ronan loic gael maelle maelys nolwenn tiphaine soizic enora malo titouan killian
        martin durand dupont dubois moreau petit robert richard legoff legall lebras leroux leroy riou guillou
        zidane mbappe messi ronaldo neymar mickael jackson madonna johnny mylene goldorak naruto sangoku pikachu pokemon mario zelda
        """;

    private const string Places = """
        france francais paris marseille lyon bordeaux lille nantes nice toulouse strasbourg montpellier rennes brest lorient vannes quimper saintbrieuc saintmalo
        saint brieuc malo fougeres vitre redon pontivy ploermel lannion guingamp dinan morlaix concarneau carhaix landerneau bretagne breizh breton bretonne bzh
        finistere morbihan cotesdarmor cotes armor illeetvilaine ille vilaine armorique kenavo demat celtique celte fest noz triskell hermine
        europe afrique algerie maroc tunisie portugal espagne italie bresil canada quebec america london
        psg om olympique stade rennais bretonne
        """;

    private const string Work = """
        mairie commune communaute agglomeration metropole departement region prefecture syndicat collectivite service services bureau direction secretariat
        secretaire maire adjoint elu presidente president comptable comptabilite finances budget marche marches public publics publique achat achats acheteur
        megalis megalisbretagne portail plateforme salle demat dematerialisation ecole college lycee travail entreprise societe menuiserie travaux batiment
        informatique reseau serveur client fournisseur facture factures courrier document documents
        """;

    private const string English = """
        welcome hello iloveyou love lovely sunshine monkey dragon master shadow football baseball basketball soccer hockey superman batman spiderman starwars
        princess angel angels flower flowers butterfly summer winter spring autumn january february march april june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday letmein trustno whatever nothing freedom mustang harley ferrari porsche mercedes
        computer internet google facebook apple samsung microsoft windows linux office excel outlook chrome android iphone
        blue green yellow orange purple silver golden diamond money power magic matrix killer ninja pirate hunter ranger jordan michael jennifer jessica ashley
        daniel charlie robert george andrew joshua matthew changeme change me qazwsx cheese cookie pepper ginger buster tigger snoopy mickey minnie donald
        the you and for my is one two three four five six seven eight nine zero baby girl boy man
        """;
}
