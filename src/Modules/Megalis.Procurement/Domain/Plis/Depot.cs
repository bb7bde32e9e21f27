using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;

namespace Megalis.Procurement.Domain;

/// <summary>
/// A pli in preparation: what was chosen and sent so far. It lives on the server, so that a session that ends or a
/// sign-up in the middle loses nothing. Whoever holds its unguessable id may go on with it until an account takes it.
/// </summary>
internal sealed class Depot : ITenantOwned
{
    /// <summary>How long an unfinished one is kept after its consultation's deadline.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(2);

    /// <summary>How long one that no account has taken is kept after its last file.</summary>
    public static readonly TimeSpan VisitorGrace = TimeSpan.FromDays(7);

    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";

    /// <summary>Empty until someone signed in goes on with it; theirs alone from then on.</summary>
    public string AccountId { get; set; } = "";
    public string LotNumbers { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }

    public List<DepotFile> Files { get; set; } = [];

    public IEnumerable<DepotFile> InOrder => Files.OrderBy(f => f.Part).ThenBy(f => f.Position).ThenBy(f => f.Id, StringComparer.Ordinal);

    /// <summary>What it may still take.</summary>
    public PliRoom Room => new(PliLimits.Total - Files.Sum(f => f.Length), PliLimits.Files - Files.Count);

    public IReadOnlySet<int> Lots => LotNumbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToHashSet();

    /// <summary>A word for what a person reads before they hand it in: other files, lots or earlier plis give another.</summary>
    public string Shown(IEnumerable<string> earlier) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [LotNumbers, .. InOrder.Select(f => f.Id), "", .. earlier]))));

    public bool IsOpenTo(string accountId) => AccountId.Length == 0 || AccountId == accountId;

    /// <summary>Why it cannot be handed in yet, or null.</summary>
    public Refusal? CheckComplete(int lotsOfConsultation)
    {
        if (Files.Count == 0)
            return new Refusal("Ajoutez au moins un fichier : un pli vide ne peut pas être déposé.");
        return CheckLots(Lots.Count, lotsOfConsultation);
    }

    public static Refusal? CheckLots(int chosen, int ofConsultation) => ofConsultation > 0 && chosen == 0
        ? new Refusal("Cochez au moins un lot : l’acheteur doit savoir à quoi vous répondez.").On("lots")
        : null;
}

/// <summary>A file of a pli in preparation; becomes a <see cref="PliFile"/> without being moved.</summary>
internal sealed class DepotFile : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string DepotId { get; set; } = "";
    public int Position { get; set; }
    public PliPart Part { get; set; }
    public string DisplayName { get; set; } = "";
    public string StoredFileId { get; set; } = "";
    public string Sha256 { get; set; } = "";
    public long Length { get; set; }

    /// <summary>When its first byte reached the platform, and when its last one had; null for those of before these were kept.</summary>
    public DateTimeOffset? BeganAt { get; set; }
    public DateTimeOffset? ArrivedAt { get; set; }

    /// <summary>A sending repeated after a cut, or a file chosen twice, adds nothing.</summary>
    public bool IsSameAs(DepotFile other) => Part == other.Part && DisplayName == other.DisplayName && Sha256 == other.Sha256;
}
