using System.Globalization;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.DepositPli;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SeedPlis;

/// <summary>
/// Recipe step <c>Plis</c> (ours, for demonstrations): deposits by existing accounts on consultations of this site that
/// earlier steps published. Rows, journal entries and mails are those of a person's deposit. An account that has a pli
/// on the consultation already makes no second one.
/// </summary>
internal sealed class PlisStep(
    MegalisDb db, IFileStore files, TenantContext tenant, Accounts accounts, Entreprises entreprises, IServiceProvider services, TimeProvider clock) : IRecipeStep
{
    public string Name => "Plis";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Plis"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Plis » manque.");
        foreach (var pli in Entries(context))
            foreach (var (node, message) in pli.Faults(context.Folder))
                errors.Add(node, message);
        return Task.CompletedTask;
    }

    /// <summary>Bytes reach the disk before the transaction that names them, never inside it.</summary>
    public async Task PrepareAsync(RecipeStepContext context)
    {
        var id = tenant.Tenant.Id;
        foreach (var file in Entries(context).SelectMany(p => p.Files))
        {
            await using var content = file.Open(context.Folder);
            var stored = await files.SaveAsync(id, content, PliLimits.File, CancellationToken.None);
            context.OnFailure(() => Task.FromResult(files.Delete(id, stored.RandomId)));
            context.Note<StoredPlis>()[file.Node] = stored;
        }
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        foreach (var pli in Entries(context))
            await DepositAsync(context, pli);
    }

    private async Task DepositAsync(RecipeStepContext context, PliEntry pli)
    {
        var here = tenant.Tenant.Id;
        var row = await db.Set<ConsultationPublic>().AsNoTracking().Where(c => c.TenantId == here && c.Objet == pli.Objet).OrderBy(c => c.Reference).FirstOrDefaultAsync();
        if (row is null)
            context.Refuse(pli.Node, $"aucune consultation publiée « {pli.Objet} ».");
        if (await accounts.FindByEmailAsync(pli.Email) is not { } account)
        {
            context.Refuse(pli.Node, $"aucun compte « {pli.Email} ».");
            return;
        }

        if (await db.Set<Pli>().AnyAsync(p => p.ConsultationId == row.ConsultationId && p.AccountId == account.Id))
            return;
        await using var owned = new OwnedConsultation(row, tenant.Tenant, await TenantScope.JoinAsync(services, tenant.Tenant, db));
        if ((await Depositor.DepositAsync(owned, await RequestAsync(context, pli, row, account))).Refusal is { } refusal)
            context.Refuse(pli.Node, refusal.ToString());
    }

    private async Task<PliRequest> RequestAsync(RecipeStepContext context, PliEntry pli, ConsultationPublic row, AccountCard account)
    {
        var now = clock.GetUtcNow();
        var (wanted, published) = (row.Deadline.AddMinutes(-pli.MinutesBefore), row.PublishedAt.AddMinutes(1));
        // Nothing is received before it could be, nor in the future.
        var received = wanted < published ? published : wanted > now ? now : wanted;
        var stored = context.Note<StoredPlis>();
        return new PliRequest(
            Ids.New(clock), new PliDepositor(account.Id, account.DisplayName, account.Email, await entreprises.OfAsync(account.Id)),
            [.. pli.Files.Select(file => ToPliFile(file, stored[file.Node], received))],
            pli.Lots, PliRelation.First, received);
    }

    private static PliFile ToPliFile(PliFileEntry file, StoredFile stored, DateTimeOffset at) => new()
    {
        Id = Ids.New(at),
        Part = file.Part,
        DisplayName = file.Name,
        StoredFileId = stored.RandomId,
        Sha256 = stored.Sha256,
        Length = stored.Length,
        BeganAt = at.AddSeconds(-20),
        ArrivedAt = at.AddSeconds(-10),
    };

    private static IEnumerable<PliEntry> Entries(RecipeStepContext context) => context.Step.Items("Plis").Select(node => new PliEntry(node));

    private sealed class StoredPlis : Dictionary<RecipeNode, StoredFile>;
}

/// <summary>One deposit of a recipe.</summary>
internal sealed record PliEntry(RecipeNode Node)
{
    /// <summary>The consultation by its title: references are given while the recipe runs.</summary>
    public string Objet => Node.TextOf("Consultation") ?? "";

    public string Email => Node.TextOf("Email") ?? "";

    /// <summary>How long before the deadline it arrived; negative for a late one.</summary>
    public int MinutesBefore => int.TryParse(Node["MinutesBeforeDeadline"]?.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minutes) ? minutes : 60;

    public IReadOnlyCollection<int> Lots => [.. Node.Items("Lots").Select(lot => int.Parse(lot.Text!, CultureInfo.InvariantCulture))];

    public IReadOnlyList<PliFileEntry> Files => [.. Node.Items("Files").Select(file => new PliFileEntry(file))];

    public IEnumerable<(RecipeNode Node, string Message)> Faults(RecipeFolder folder)
    {
        if (Objet.Length == 0)
            yield return (Node, "« Consultation » manque : l’objet d’une consultation publiée.");
        if (Email.Length == 0)
            yield return (Node, "« Email » manque : l’adresse d’un compte.");
        if (Files.Count == 0)
            yield return (Node, "la liste « Files » manque ou est vide.");
        foreach (var lot in Node.Items("Lots").Where(lot => lot.Kind != JsonValueKind.Number || !int.TryParse(lot.Text, out _)))
            yield return (lot, "un numéro de lot est un nombre entier.");
        foreach (var file in Files)
            if (file.Fault(folder) is { } message)
                yield return (file.Node, message);
    }
}

/// <summary>One document: <c>Name</c>, and its bytes in the file <c>SourcePath</c> beside the recipe.</summary>
internal sealed record PliFileEntry(RecipeNode Node)
{
    public string Name => Node.TextOf("Name") ?? "";

    public PliPart Part => Enum.TryParse<PliPart>(Node.TextOf("Part"), out var part) ? part : PliPart.Offre;

    private string Source => Node.TextOf("SourcePath") ?? "";

    public string? Fault(RecipeFolder folder)
    {
        if (Name.Length == 0)
            return "« Name » manque : le nom du fichier, tel que l’entreprise l’a donné.";
        return folder.TryFind(Source, out _, out var refusal) ? null : refusal;
    }

    public FileStream Open(RecipeFolder folder) =>
        folder.TryFind(Source, out var full, out var refusal) ? File.OpenRead(full) : throw new FileNotFoundException(refusal);
}
