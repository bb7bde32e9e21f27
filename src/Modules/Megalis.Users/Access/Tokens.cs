using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>What a spent token was good for.</summary>
internal sealed record SpentToken(string AccountId, string Json)
{
    public T Data<T>() => JsonSerializer.Deserialize<T>(Json)!;
}

/// <summary>Makes and takes one-time tokens.</summary>
internal sealed class Tokens(MegalisDb db, TimeProvider clock)
{
    /// <summary>Adds a token to the change at hand; the caller saves. Gives back the secret, which is nowhere else.</summary>
    public string Add(TokenKind kind, string accountId, object? data = null)
    {
        var secret = OneTimeToken.NewSecret();
        db.Add(new OneTimeToken
        {
            Hash = OneTimeToken.Digest(secret),
            Kind = kind,
            AccountId = accountId,
            Data = JsonSerializer.Serialize(data ?? new { }),
            ExpiresAt = clock.GetUtcNow() + OneTimeToken.LifeOf(kind),
        });
        return secret;
    }

    /// <summary>Whom a token would serve, without taking it.</summary>
    public async Task<SpentToken?> PeekAsync(TokenKind kind, string? secret)
    {
        if (string.IsNullOrEmpty(secret))
            return null;
        var (hash, now) = (OneTimeToken.Digest(secret), clock.GetUtcNow());
        return await db.Set<OneTimeToken>().AsNoTracking().Where(t => t.Hash == hash && t.Kind == kind && t.ExpiresAt > now)
            .Select(t => new SpentToken(t.AccountId, t.Data)).SingleOrDefaultAsync();
    }

    /// <summary>Takes a token: of two who come with it, one gets it. Null when it was taken, has expired or never was.</summary>
    public async Task<SpentToken?> SpendAsync(TokenKind kind, string? secret)
    {
        if (await PeekAsync(kind, secret) is not { } token)
            return null;
        var hash = OneTimeToken.Digest(secret!);
        return await db.DeleteWhereAsync<OneTimeToken>(t => t.Hash == hash) == 1 ? token : null;
    }

    /// <summary>Makes worthless what was sent before.</summary>
    public Task RevokeAsync(string accountId, params TokenKind[] kinds) =>
        db.DeleteWhereAsync<OneTimeToken>(t => t.AccountId == accountId && kinds.Contains(t.Kind));
}

/// <summary>The job that removes tokens nobody can use any more, counts that are forgotten, and sessions long ended.</summary>
[Kernel.Queue.QueueKind("users.sweep.v1", Label = "Effacement des liens et des sessions périmés")]
internal sealed record SweepExpired;

internal sealed class SweepExpiredHandler(MegalisDb db, TimeProvider clock) : Kernel.Queue.IHandle<SweepExpired>
{
    /// <summary>How long an ended session stays in the list of its owner, who may want to know of it.</summary>
    private static readonly TimeSpan KeptSessions = TimeSpan.FromDays(90);

    public async Task HandleAsync(SweepExpired payload, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await db.DeleteWhereAsync<OneTimeToken>(t => t.ExpiresAt <= now, stop);
        await db.DeleteWhereAsync<ThrottleRow>(t => t.LastAt < now - BackOff.Memory, stop);
        await db.DeleteWhereAsync<AccountSession>(s => s.CreatedAt < now - AccountSession.Longest - KeptSessions, stop);
    }
}
