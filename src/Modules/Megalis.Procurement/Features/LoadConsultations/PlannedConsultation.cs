using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Recipes;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.EditConsultation;

namespace Megalis.Procurement.Features.LoadConsultations;

/// <summary>A consultation of a recipe, read once: its form, and when it was published.</summary>
internal sealed class PlannedConsultation
{
    public required RecipeNode Node { get; init; }
    public required ConsultationForm Form { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Null leaves a draft.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Names of documents, each with a file of the recipe's folder or none: then a page is written for it.</summary>
    public IReadOnlyList<(string Name, string? Path)> Files { get; init; } = [];

    /// <summary>The documents in the file store, once prepared.</summary>
    public List<DceVersion> Stored { get; } = [];

    /// <summary>Reads a node; what is wrong is added to <paramref name="errors"/>.</summary>
    public static PlannedConsultation Read(RecipeNode node, DateTimeOffset now, RecipeErrors errors)
    {
        var deadline = Instant(node, "Deadline", now, errors);
        DateTimeOffset? published = node.FlagOf("Draft") == true ? null : Instant(node, "PublishedAt", now, errors) ?? Earlier(deadline, now);
        var planned = new PlannedConsultation { Node = node, Form = FormOf(node, errors), Deadline = deadline, PublishedAt = published, Files = [.. FilesOf(node)] };
        planned.Check(now, errors);
        return planned;
    }

    /// <summary>Writes what the form says; the deadline as it was computed, to the microsecond.</summary>
    public IReadOnlyList<Kernel.Http.Refusal> WriteInto(Consultation consultation, DateTimeOffset now)
    {
        var refusals = new ConsultationWriter(consultation, Form, now).Write();
        consultation.Deadline = Deadline;
        return refusals;
    }

    private void Check(DateTimeOffset now, RecipeErrors errors)
    {
        var draft = new Consultation { Id = "essai" };
        foreach (var refusal in WriteInto(draft, now))
            errors.Add(Node, refusal.ToString());
        if (PublishedAt is not { } published)
            return;
        draft.DceFiles.AddRange(Files.Select(_ => new DceFile()));
        foreach (var (_, refusal) in ConsultationRules.MissingToPublish(draft.AsFacts(), published))
            errors.Add(Node, refusal.ToString());
    }

    private static ConsultationForm FormOf(RecipeNode node, RecipeErrors errors) => new()
    {
        Objet = node.TextOf("Objet"),
        Description = node.TextOf("Description"),
        Nature = Term<Nature>(node, "Nature", errors),
        Procedure = Term<Procedure>(node, "Procedure", errors) ?? Procedure.ProcedureAdaptee,
        Techniques = [.. Terms<Technique>(node, "Techniques", errors)],
        Modalites = [.. Terms<ModaliteExecution>(node, "Modalites", errors)],
        Sociales = [.. Terms<ConsiderationSociale>(node, "ConsiderationsSociales", errors)],
        Environnementales = [.. Terms<ConsiderationEnvironnementale>(node, "ConsiderationsEnvironnementales", errors)],
        Commune = node.TextOf("Commune"),
        Departement = node.TextOf("Departement"),
        Cpv = node.Items("Cpv") is [var main, ..] ? main.Text : null,
        OtherCpv = string.Join('\n', node.Items("Cpv").Skip(1).Select(c => c.Text)),
        Lots = [.. node.Items("Lots").Select(l => new LotForm { Objet = l.TextOf("Objet") ?? l.Text, Cpv = l.TextOf("Cpv") })],
        Estimated = node["EstimatedAmount"]?.Text,
        OpeningQuorum = int.TryParse(node["OpeningQuorum"]?.Text, CultureInfo.InvariantCulture, out var quorum) ? quorum : OuvertureRule.DefaultHolders,
        QuorumReason = node.TextOf("QuorumReason"),
        ContactName = node.TextOf("ContactName"),
        ContactEmail = node.TextOf("ContactEmail"),
        ContactPhone = node.TextOf("ContactPhone"),
    };

    private static IEnumerable<(string, string?)> FilesOf(RecipeNode node) =>
        node.Items("Files").Select(f => f.Kind == JsonValueKind.String ? (f.Text!, null) : (f.TextOf("Name") ?? Path.GetFileName(f.TextOf("Path") ?? ""), f.TextOf("Path")));

    private static DateTimeOffset? Instant(RecipeNode node, string key, DateTimeOffset now, RecipeErrors errors)
    {
        if (node[key] is not { } value)
            return null;
        var text = value.Text;
        if (RelativeInstant.Read(text, now) is { } relative)
            return relative;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var absolute))
            return absolute;
        errors.Add(value, $"« {text} » n’est pas un instant : « +12d12h » (dans douze jours à midi, heure de Paris) ou « 2027-03-02T12:00:00+01:00 ».");
        return null;
    }

    /// <summary>A consultation that is over was published a month before its end; one that runs, now.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset? deadline, DateTimeOffset now) => deadline is { } end && end <= now ? end.AddDays(-30) : now;

    private static T? Term<T>(RecipeNode node, string key, RecipeErrors errors) where T : struct, Enum
    {
        if (node[key] is not { } value)
            return null;
        if (OfficialList<T>.TryParse(value.Text, out var term))
            return term;
        errors.Add(value, $"« {value.Text} » n’est pas dans la liste : {string.Join(", ", OfficialList<T>.All.Select(t => t.Label))}.");
        return null;
    }

    private static IEnumerable<T> Terms<T>(RecipeNode node, string key, RecipeErrors errors) where T : struct, Enum
    {
        foreach (var value in node.Items(key))
            if (OfficialList<T>.TryParse(value.Text, out var term))
                yield return term;
            else
                errors.Add(value, $"« {value.Text} » n’est pas dans la liste : {string.Join(", ", OfficialList<T>.All.Select(t => t.Label))}.");
    }
}
