using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ManageDce;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.LoadConsultations;

/// <summary>
/// Recipe step <c>Consultations</c> (ours): consultations of the tenant, published through the same rules as by a person.
/// One whose objet the tenant has already is left as it is. recipes/README.md shows an example.
/// </summary>
internal sealed class ConsultationsStep(MegalisDb db, IFileStore files, ConsultationActs acts, ReferenceCounter references, TimeProvider clock) : IRecipeStep
{
    public string Name => "Consultations";

    private sealed class Plan
    {
        public List<PlannedConsultation> All { get; } = [];
    }

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Consultations"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Consultations » manque.");
        var plan = context.Note<Plan>();
        foreach (var node in context.Step.Items("Consultations"))
        {
            var planned = PlannedConsultation.Read(node, clock.GetUtcNow(), errors);
            foreach (var (_, path) in planned.Files)
                if (path is not null && !context.Folder.TryFind(path, out _, out var refusal))
                    errors.Add(node["Files"]!, refusal!);
            plan.All.Add(planned);
        }

        return Task.CompletedTask;
    }

    public async Task PrepareAsync(RecipeStepContext context)
    {
        var tenant = context.Plan.Tenant!.Id;
        foreach (var planned in context.Note<Plan>().All)
            foreach (var (name, path) in planned.Files)
            {
                var bytes = path is null
                    ? SampleDocument.Pdf(planned.Form.Objet ?? "", Path.GetFileNameWithoutExtension(name), "Document d’exemple de la démonstration.", planned.Form.Description ?? "")
                    : context.Folder.Read(path, out _) ?? [];
                var stored = await files.SaveAsync(tenant, new MemoryStream(bytes), DceLimits.File, CancellationToken.None);
                context.OnFailure(() => Task.FromResult(files.Delete(tenant, stored.RandomId)));
                planned.Stored.Add(new DceVersion
                {
                    Id = Ids.New(clock),
                    Number = 1,
                    StoredFileId = stored.RandomId,
                    Sha256 = stored.Sha256,
                    Length = stored.Length,
                    DisplayName = SafeFileName.Clean(name).Name,
                });
            }
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var planned in context.Note<Plan>().All)
        {
            var folded = Folded.Of(planned.Form.Objet);
            if (!await db.Set<Consultation>().AnyAsync(c => c.ObjetFolded == folded))
                await AddAsync(context, planned);
        }
    }

    private async Task AddAsync(RecipeStepContext context, PlannedConsultation planned)
    {
        var now = planned.PublishedAt ?? clock.GetUtcNow();
        var consultation = new Consultation
        {
            Id = Ids.New(clock),
            Reference = await references.NextAsync(),
            CreatedAt = now,
            CreatedBy = acts.Author.AccountId,
            CreatedByName = acts.Author.Name,
        };
        if (planned.WriteInto(consultation, now) is [var refusal, ..])
            context.Refuse(planned.Node, refusal.ToString());
        AddFiles(consultation, planned, now);
        db.Add(consultation);
        acts.Note(consultation, "created", new { consultation.Reference, consultation.Objet, Recipe = context.Recipe.Name });
        if (planned.PublishedAt is not null)
        {
            if (consultation.Publish(acts.Author, now) is { } unpublished)
                context.Refuse(planned.Node, unpublished.ToString());
            await acts.PublishedAsync(consultation);
        }

        AddQuestions(consultation, planned, now);
        AddRetraits(consultation, planned, now);
        await db.SaveChangesAsync();
    }

    private void AddFiles(Consultation consultation, PlannedConsultation planned, DateTimeOffset now)
    {
        foreach (var version in planned.Stored)
        {
            var file = new DceFile { Id = Ids.New(clock), ConsultationId = consultation.Id, Position = consultation.DceFiles.Count + 1 };
            (version.DceFileId, version.AddedAt, version.AddedBy) = (file.Id, now, acts.Author.AccountId);
            file.Versions.Add(version);
            consultation.DceFiles.Add(file);
        }
    }

    private void AddQuestions(Consultation consultation, PlannedConsultation planned, DateTimeOffset now)
    {
        foreach (var node in planned.Node.Items("Questions"))
        {
            var question = new Question
            {
                Id = Ids.Random(),
                ConsultationId = consultation.Id,
                AskedAt = now.AddHours(3),
                Text = node.TextOf("Text") ?? "",
                Email = node.TextOf("Email") ?? "",
                Name = node.TextOf("Name") ?? "",
                Entreprise = node.TextOf("Entreprise") ?? "",
            };
            if (node.TextOf("Answer") is { } answer)
                question.Reply(node.TextOf("PublicText") ?? question.Text, answer, acts.Author, now.AddHours(5));
            db.Add(question);
        }
    }

    private void AddRetraits(Consultation consultation, PlannedConsultation planned, DateTimeOffset now)
    {
        foreach (var node in planned.Node.Items("Retraits"))
        {
            var (entreprise, name, email) = (node.TextOf("Entreprise") ?? "", node.TextOf("Name") ?? "", node.TextOf("Email") ?? "");
            db.Add(new Retrait
            {
                Id = Ids.Random(),
                ConsultationId = consultation.Id,
                At = now.AddHours(2),
                What = "Dossier complet",
                Email = email,
                EmailFolded = Folded.Of(email),
                Name = name,
                Entreprise = entreprise,
                Folded = Folded.Of($"{entreprise} {name} {email}"),
            });
        }
    }
}
