using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>One query by key at every request of a signed-in person; a note of the hour every five minutes.</summary>
internal sealed class SessionGuard(MegalisDb db, TimeProvider clock) : ISessionGuard
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(5);

    public async Task<bool> StandsAsync(string accountId, string sessionId, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var oldest = now - AccountSession.Longest;
        var session = await db.Set<AccountSession>().AsNoTracking()
            .Where(s => s.Id == sessionId && s.AccountId == accountId && s.RevokedAt == null && s.CreatedAt > oldest)
            .Select(s => new { s.LastSeenAt, Disabled = db.Set<AccountDisabling>().Any(d => d.AccountId == accountId) })
            .SingleOrDefaultAsync(stop);
        if (session is null || session.Disabled)
            return false;
        if (now - session.LastSeenAt > NoteEvery)
            await db.UpdateWhereAsync<AccountSession>(s => s.Id == sessionId, s => s.Set(x => x.LastSeenAt, now), stop);
        return true;
    }
}
