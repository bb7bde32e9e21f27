using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>What a second pli of the same entreprise means for the first: asked, never guessed (CE 20 décembre 2021, n° 454801).</summary>
internal enum PliRelation
{
    /// <summary>The only one so far.</summary>
    First,

    /// <summary>Only the last one received in time is opened (CCP R. 2151-6).</summary>
    Replaces,

    /// <summary>Both are opened together.</summary>
    Completes,
}

/// <summary>
/// What a company handed in, with the one instant at which its last byte had arrived. Never changed afterwards. Until the
/// deadline nobody but its depositor knows that it exists (CCP R. 2132-9, al. 2).
/// </summary>
internal sealed class Pli : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";

    /// <summary>Chosen by the depositor's side, unique for its account: the same one posted again is the same deposit (TA Nantes 4 septembre 2025, n° 2513762).</summary>
    public string ClientId { get; set; } = "";

    public string AccountId { get; set; } = "";
    public string DepositorName { get; set; } = "";
    public string DepositorEmail { get; set; } = "";
    /// <summary>Empty as well for whoever named an entreprise that had not accepted them yet.</summary>
    public string EntrepriseId { get; set; } = "";
    public string EntrepriseName { get; set; } = "";

    /// <summary>SIRET or foreign identifier as people read it.</summary>
    public string EntrepriseIdentifier { get; set; } = "";

    /// <summary>Numbers of the lots answered, separated by spaces; empty when the consultation is not divided.</summary>
    public string LotNumbers { get; set; } = "";
    public PliRelation Relation { get; set; }

    /// <summary>The plis that this one takes the place of, by id and with spaces between: settled with the deposit, whatever clocks and teams do later.</summary>
    public string ReplacedIds { get; set; } = "";

    /// <summary>When the sending of its first file began: evidence for a pli that was begun in time (CCP R. 2132-11; CE 23 septembre 2021, n° 449250).</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When the last byte had arrived: the instant that the law compares with the deadline.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Received after the deadline of that instant: kept, marked, not opened (arrêté ECOM1831551A, I-5°; CCP R. 2151-5).</summary>
    public bool IsLate { get; set; }

    /// <summary>The journal's entry and leaf hash (64 hexadecimal digits), on the receipt at once.</summary>
    public string EntryId { get; set; } = "";
    public string LeafHash { get; set; } = "";

    public DateTimeOffset? OpenedAt { get; set; }
    public string OpenedBy { get; set; } = "";

    public List<PliFile> Files { get; set; } = [];

    /// <summary>When the last byte of the last file was here; null for plis of before this was kept.</summary>
    public DateTimeOffset? ArrivedAt => Files.Max(f => f.ArrivedAt);

    public long Length => Files.Sum(f => f.Length);

    public IReadOnlyCollection<string> Replaced => ReplacedIds.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Handed in under the name of an entreprise that had not accepted the person: anybody may type a SIRET.</summary>
    public bool IsUnconfirmed => EntrepriseName.Length > 0 && EntrepriseId.Length == 0;

    public IEnumerable<int> Lots => LotNumbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}

/// <summary>The two parts of a pli; the candidature is read before the offre.</summary>
internal enum PliPart
{
    Candidature,
    Offre,
}

/// <summary>One document of a pli, with the hash that its receipt shows.</summary>
internal sealed class PliFile : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string PliId { get; set; } = "";
    public int Position { get; set; }
    public PliPart Part { get; set; }
    public string DisplayName { get; set; } = "";
    public string StoredFileId { get; set; } = "";
    public string Sha256 { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Length { get; set; }

    /// <summary>When its first byte reached the platform, and when its last one had; null for those of before these were kept.</summary>
    public DateTimeOffset? BeganAt { get; set; }
    public DateTimeOffset? ArrivedAt { get; set; }
}
