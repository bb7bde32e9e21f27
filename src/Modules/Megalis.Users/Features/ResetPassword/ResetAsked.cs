using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ResetPassword;

/// <summary>
/// Somebody asked for a new password for this address, be it an account or not. A row of the queue in both cases, so that
/// the answer takes the same time.
/// </summary>
[QueueKind("users.reset-asked.v1", Label = "Demande d'un nouveau mot de passe")]
internal sealed record ResetAsked(string Email);

internal sealed class ResetAskedHandler(MegalisDb db, Tokens tokens, UserMails mails) : IHandle<ResetAsked>
{
    public async Task HandleAsync(ResetAsked payload, CancellationToken stop)
    {
        var folded = Folded.Of(payload.Email);
        var account = await db.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.EmailFolded == folded && a.ErasedAt == null, stop);
        if (account is null || await db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == account.Id, stop))
            return;
        mails.ResetPassword(account, tokens.Add(TokenKind.ResetPassword, account.Id));
        await db.SaveChangesAsync(stop);
    }
}
