using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>
/// A DCE taken, anonymously or by name. Who took it is shown to the buyer only, never to the public or to competitors.
/// </summary>
internal sealed class Retrait : ITenantOwned
{
    /// <summary>Random: whoever identified once carries it along to the next file.</summary>
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>What was taken: « Dossier complet », or the name of a file with its version.</summary>
    public string What { get; set; } = "";

    /// <summary>Empty for an anonymous retrait, and for one identified by e-mail only.</summary>
    public string AccountId { get; set; } = "";

    /// <summary>Empty for an anonymous retrait; told of every later change otherwise.</summary>
    public string Email { get; set; } = "";
    public string EmailFolded { get; set; } = "";
    public string Name { get; set; } = "";
    public string Entreprise { get; set; } = "";

    /// <summary>Everything of the row that its register searches.</summary>
    public string Folded { get; set; } = "";

    /// <summary>When this person asked not to be told any more; the line of the register stays.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    public bool IsAnonymous => Email.Length == 0;
}
