using System.Text;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Tests.Decp;

/// <summary>Contracts of our own, clean, with identifiers that hold; a test spoils what it is about.</summary>
internal static class DecpSamples
{
    public static readonly DateOnly Today = new(2026, 6, 1);

    /// <summary>In the shape of 2019.</summary>
    public const string Of2019 = """
        {
          "id": "2019TOIT0100", "uid": "212601983000192019TOIT0100", "_type": "Marché",
          "acheteur": { "id": "21260198300019", "nom": "Commune de Kerbihan" },
          "nature": "Marché", "objet": "Réfection de la toiture de l'école", "codeCPV": "45261210-9",
          "procedure": "Procédure adaptée",
          "lieuExecution": { "code": "56000", "typeCode": "Code postal", "nom": "Vannes" },
          "dureeMois": 3, "dateNotification": "2019-02-11", "datePublicationDonnees": "2019-03-01",
          "montant": 48250.5, "formePrix": "Ferme",
          "titulaires": [ { "typeIdentifiant": "SIRET", "id": "35600000000048", "denominationSociale": "Couvreurs du Golfe" } ],
          "modifications": []
        }
        """;

    /// <summary>In the shape of 2022, with its wrappers and one modification.</summary>
    public const string Of2022 = """
        {
          "id": "2024-017", "acheteur": { "id": "21260198300019" }, "nature": "Marché",
          "objet": "Entretien des espaces verts", "codeCPV": "77310000",
          "techniques": { "technique": ["Accord-cadre"] }, "modalitesExecution": { "modaliteExecution": ["Bons de commande"] },
          "marcheInnovant": false, "ccag": "Fournitures courantes et services", "offresRecues": 4, "attributionAvance": false,
          "typeGroupementOperateurs": "Pas de groupement", "procedure": "Appel d'offres ouvert",
          "lieuExecution": { "code": "29", "typeCode": "Code département" },
          "dureeMois": 48, "dateNotification": "2024-05-15", "datePublicationDonnees": "2024-06-20", "montant": 120000,
          "typesPrix": { "typePrix": ["Définitif révisable"] }, "formePrix": "Unitaire", "sousTraitanceDeclaree": false,
          "titulaires": [ { "titulaire": { "typeIdentifiant": "SIRET", "id": "35600000000048" } } ],
          "considerationsSociales": { "considerationSociale": ["Clause sociale"] },
          "considerationsEnvironnementales": { "considerationEnvironnementale": ["Clause environnementale"] },
          "modifications": [ { "modification": { "id": 1, "dateNotificationModification": "2025-01-10", "datePublicationDonneesModification": "2025-01-20", "montant": 135000 } } ]
        }
        """;

    public static string File2019(params string[] contracts) => $$"""{ "marches": [ {{string.Join(",\n", contracts)}} ] }""";

    public static string File2022(string[] marches, string[]? concessions = null) =>
        $$"""{ "marches": { "marche": [ {{string.Join(",", marches)}} ], "contrat-concession": [ {{string.Join(",", concessions ?? [])}} ] } }""";

    public static IReadOnlyList<(DecpRecord? Record, Dirt Rejection)> Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static IReadOnlyList<(DecpRecord? Record, Dirt Rejection)> Read(byte[] file, CpvNomenclature? cpv = null)
    {
        var reader = new DecpRecordReader(cpv ?? CpvNomenclature.BuiltIn, Today);
        var all = new List<(DecpRecord?, Dirt)>();
        foreach (var element in new DecpReader(new MemoryStream(file)).Elements())
        {
            var record = reader.Read(element, out var rejection);
            all.Add((record, rejection));
        }
        return all;
    }

    /// <summary>The one contract of a file made of <see cref="Of2019"/> with some text replaced.</summary>
    public static DecpRecord One(params (string From, string To)[] changes) => Spoil(Of2019, changes);

    public static DecpRecord Spoil(string contract, params (string From, string To)[] changes)
    {
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, contract, StringComparison.Ordinal);
            contract = contract.Replace(from, to, StringComparison.Ordinal);
        }
        return Assert.Single(Read(File2019(contract))).Record!;
    }

    public static string[] Kinds(DecpRecord record) => [.. record.Dirt.Select(dirt => dirt.Kind)];
}
