using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features.GiveOwnData;

/// <summary>Requests whose contact has the account's confirmed address. The request stays the public body's; the person goes from it.</summary>
internal sealed class AdhesionsPersonalData(MegalisDb db, Accounts accounts) : IPersonalData
{
    public string Name => "adhesions";

    public async Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop)
    {
        var own = await OwnAsync(accountId, stop);
        return own.Count == 0 ? null : new JsonArray([.. own.Select(a => (JsonNode)new JsonObject
        {
            ["collectivite"] = a.Name,
            ["siren"] = a.Siren,
            ["nom"] = a.ContactName,
            ["fonction"] = a.ContactRole,
            ["adresse"] = a.ContactEmail,
            ["telephone"] = a.ContactPhone,
            ["message"] = a.Message,
            ["deposeeLe"] = a.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        })]);
    }

    public Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop) => Task.FromResult<IReadOnlyList<Retained>>([]);

    public async Task EraseAsync(string accountId, CancellationToken stop)
    {
        foreach (var adhesion in await OwnAsync(accountId, stop))
            adhesion.ForgetContact();
        await db.SaveChangesAsync(stop);
    }

    private async Task<List<Adhesion>> OwnAsync(string accountId, CancellationToken stop)
    {
        if (await accounts.FindAsync(accountId, stop) is not { EmailConfirmed: true } card)
            return [];
        var email = Folded.Of(card.Email);
        return await db.Set<Adhesion>().Where(a => a.ContactEmailFolded == email && a.ConfirmedAt != null).OrderBy(a => a.CreatedAt).ToListAsync(stop);
    }
}
