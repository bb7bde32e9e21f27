using System.Net;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>What is counted, and how patiently.</summary>
internal sealed record ThrottleKey(string Key, BackOff BackOff)
{
    /// <summary>By digest: the addresses that people try are not kept, be they accounts or not.</summary>
    public static ThrottleKey Account(string email) => new("account:" + Digest(email), BackOff.Account);

    public static ThrottleKey Mail(string email) => new("mail:" + Digest(email), BackOff.Mail);

    public static ThrottleKey Reset(string email) => new("reset:" + Digest(email), BackOff.AnyonesMail);

    public static ThrottleKey Code(string accountId) => new("code:" + accountId, BackOff.Code);

    public static ThrottleKey Network(IPAddress? address) => new("network:" + Networks.Of(address), BackOff.Network);

    /// <summary>
    /// The same from one network: who fails there waits there, and shuts nobody out who comes from elsewhere.
    /// </summary>
    /// <param name="network">That of <see cref="Network(IPAddress?)"/>.</param>
    public ThrottleKey From(ThrottleKey network, BackOff patience) => new($"{Key}@{network.Key}", patience);

    private static string Digest(string email) => OneTimeToken.Digest(Folded.Of(email));
}

/// <summary>
/// Counts attempts before they are made, so that a hundred at once are not a hundred for one. Rows of the database:
/// neither a restart nor another node forgets.
/// </summary>
internal sealed class Throttle(MegalisDb db, TimeProvider clock, IHttpContextAccessor http)
{
    public ThrottleKey Network => ThrottleKey.Network(http.HttpContext?.Connection.RemoteIpAddress);

    /// <summary>
    /// Charges the keys in order, up to the first that is blocked: its wait, and then nothing may be tried. Then no key has counted
    /// it: those before are given back, for whoever waits because of others must not wait longer for having asked. What comes after
    /// is not asked; so the key of the one who tries comes first, and what is shared with others last.
    /// </summary>
    public async Task<TimeSpan?> ChargeAsync(params ThrottleKey[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (await ChargeAsync(keys[i]) is not { } wait)
                continue;
            foreach (var charged in keys.Take(i))
                await RefundAsync(charged);
            return wait;
        }

        return null;
    }

    /// <summary>The attempt was good: its key counts nothing any more.</summary>
    public Task ForgetAsync(ThrottleKey key) => db.DeleteWhereAsync<ThrottleRow>(t => t.Key == key.Key);

    /// <summary>The attempt was good, but those of others under this key still count.</summary>
    public Task RefundAsync(ThrottleKey key) => db.UpdateWhereAsync<ThrottleRow>(
        t => t.Key == key.Key && t.Failures > 0,
        s => s.Set(t => t.Failures, t => t.Failures - 1).Set(t => t.BlockedUntil, (DateTimeOffset?)null));

    private async Task<TimeSpan?> ChargeAsync(ThrottleKey key)
    {
        await EnsureRowAsync(key);
        var now = clock.GetUtcNow();
        TimeSpan? wait = null;
        await db.TransactAsync(async () =>
        {
            var forgotten = now - BackOff.Memory;
            // The update locks the row: of two attempts at once the second waits, and then sees the first one's block.
            var free = await db.UpdateWhereAsync<ThrottleRow>(
                t => t.Key == key.Key && (t.BlockedUntil == null || t.BlockedUntil <= now),
                s => s.Set(t => t.Failures, t => t.LastAt < forgotten ? 1 : t.Failures + 1).Set(t => t.LastAt, now).Set(t => t.BlockedUntil, (DateTimeOffset?)null));
            var row = await db.Set<ThrottleRow>().AsNoTracking().SingleAsync(t => t.Key == key.Key);
            if (free == 0)
                wait = row.BlockedUntil - now;
            else if (key.BackOff.After(row.Failures) is { Ticks: > 0 } pause)
                await db.UpdateWhereAsync<ThrottleRow>(t => t.Key == key.Key, s => s.Set(t => t.BlockedUntil, (DateTimeOffset?)(now + pause)));
        });
        return wait;
    }

    private async Task EnsureRowAsync(ThrottleKey key)
    {
        if (await db.Set<ThrottleRow>().AnyAsync(t => t.Key == key.Key))
            return;
        var row = new ThrottleRow { Key = key.Key, LastAt = clock.GetUtcNow() };
        db.Add(row);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            // Another request was first; its row serves both.
        }

        db.Entry(row).State = EntityState.Detached;
    }
}
