using System.Net;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>What is counted, and how patiently.</summary>
internal sealed record ThrottleKey(string Key, BackOff BackOff)
{
    /// <summary>By digest: the addresses that people try are not kept, be they accounts or not.</summary>
    public static ThrottleKey Account(string email) => new("account:" + OneTimeToken.Digest(Folded.Of(email)), BackOff.Account);

    public static ThrottleKey Mail(string email) => new("mail:" + OneTimeToken.Digest(Folded.Of(email)), BackOff.Mail);

    public static ThrottleKey Code(string accountId) => new("code:" + accountId, BackOff.Code);

    /// <summary>An IPv6 line counts by its /64: its owner has the rest of the digits to spend.</summary>
    public static ThrottleKey Network(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        var text = plain is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }
            ? Convert.ToHexStringLower(plain.GetAddressBytes()[..8])
            : plain?.ToString() ?? "-";
        return new ThrottleKey("network:" + text, BackOff.Network);
    }
}

/// <summary>
/// Counts attempts before they are made, so that a hundred at once are not a hundred for one. Rows of the database:
/// neither a restart nor another node forgets.
/// </summary>
internal sealed class Throttle(MegalisDb db, TimeProvider clock, IHttpContextAccessor http)
{
    public ThrottleKey Network => ThrottleKey.Network(http.HttpContext?.Connection.RemoteIpAddress);

    /// <summary>Charges every key; the longest wait when one of them is blocked, and then nothing may be tried.</summary>
    public async Task<TimeSpan?> ChargeAsync(params ThrottleKey[] keys)
    {
        TimeSpan? longest = null;
        foreach (var key in keys)
            if (await ChargeAsync(key) is { } wait && (longest is null || wait > longest))
                longest = wait;
        return longest;
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
