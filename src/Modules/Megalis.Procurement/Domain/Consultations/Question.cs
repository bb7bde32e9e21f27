using Megalis.Kernel.Data;
using Megalis.Kernel.Http;

namespace Megalis.Procurement.Domain;

/// <summary>
/// A question and its answer. Who asked is shown to the buyer only. Everybody reads the question once it is answered, in
/// the buyer's wording, because a company's own words may betray it.
/// </summary>
internal sealed class Question : ITenantOwned, IVersioned
{
    public const int TextLength = 4000;

    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public int Version { get; set; }
    public string ConsultationId { get; set; } = "";
    public DateTimeOffset AskedAt { get; set; }
    public string Text { get; set; } = "";
    public string AccountId { get; set; } = "";
    public string Email { get; set; } = "";
    public string Name { get; set; } = "";
    public string Entreprise { get; set; } = "";

    /// <summary>What everybody reads; the company's words unless the buyer rewrote them.</summary>
    public string PublicText { get; set; } = "";
    public string Answer { get; set; } = "";
    public DateTimeOffset? AnsweredAt { get; set; }
    public string AnsweredBy { get; set; } = "";

    /// <summary>When who asked wanted no more mails about the consultation.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    public bool IsAnswered => AnsweredAt is not null;

    public Refusal? Reply(string publicText, string answer, Author author, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(publicText))
            return new Refusal("Gardez un texte pour la question : la réponse seule ne se comprendrait pas.").On("PublicText");
        if (string.IsNullOrWhiteSpace(answer))
            return new Refusal("Écrivez la réponse : toutes les entreprises la liront.").On("Answer");
        PublicText = publicText.Trim();
        Answer = answer.Trim();
        AnsweredAt = now;
        AnsweredBy = author.AccountId;
        return null;
    }
}
