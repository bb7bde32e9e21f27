using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.GiveOwnData;

/// <summary>A person's saved searches, with those that their confirmed address asked for without an account. Nothing of it is kept.</summary>
internal sealed class AlertsPersonalData(MegalisDb db, Accounts accounts) : IPersonalData
{
    public string Name => "alertes";

    public async Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop)
    {
        var own = await db.Set<SavedSearch>().AsNoTracking().Where((await OwnerAsync(accountId, stop)).Owns()).OrderBy(s => s.Id).ToListAsync(stop);
        return own.Count == 0 ? null : new JsonArray([.. own.Select(s => (JsonNode)new JsonObject
        {
            ["nom"] = s.Name,
            ["recherche"] = s.Query,
            ["rythme"] = s.Rhythm.Short(),
            ["adresse"] = s.Email.Length > 0 ? s.Email : null,
            ["enregistreeLe"] = Text(s.CreatedAt),
            ["confirmeeLe"] = Text(s.ConfirmedAt),
            ["enPauseDepuis"] = Text(s.PausedAt),
            ["arreteeLe"] = Text(s.StoppedAt),
        })]);
    }

    public Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop) => Task.FromResult<IReadOnlyList<Retained>>([]);

    public async Task EraseAsync(string accountId, CancellationToken stop)
    {
        await db.DeleteWhereAsync((await OwnerAsync(accountId, stop)).Owns(), stop);
        if (await accounts.FindAsync(accountId, stop) is { } card)
        {
            var email = Folded.Of(card.Email);
            await db.DeleteWhereAsync<AlertMailing>(m => m.EmailFolded == email, stop);
        }
    }

    private async Task<Owner> OwnerAsync(string accountId, CancellationToken stop) =>
        await accounts.FindAsync(accountId, stop) is { } card ? Owner.Of(card) : new Owner(accountId, "");

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Nobody is written to whose account was closed.</summary>
internal sealed class OnAccountDisabled(MegalisDb db, SavedSearches searches) : IHandle<AccountDisabled>
{
    public async Task HandleAsync(AccountDisabled payload, CancellationToken stop)
    {
        foreach (var id in await db.Set<SavedSearch>().Where(s => s.AccountId == payload.AccountId).Select(s => s.Id).ToListAsync(stop))
            await searches.ActAsync(id, (s, now) => s.Pause(now), stop);
    }
}
