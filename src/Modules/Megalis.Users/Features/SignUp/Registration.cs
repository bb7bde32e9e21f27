using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Features.ManageTeam;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.SignUp;

/// <summary>A new account: the refusal, or the account, tracked.</summary>
internal sealed record Registered(Refusal? Refusal, Account? Account);

/// <summary>Opens accounts: row, entreprise, mail and event in one transaction.</summary>
internal sealed class Registration(MegalisDb db, Passwords passwords, Tokens tokens, UserMails mails, Outbox outbox, Teams teams, TimeProvider clock)
{
    /// <param name="email">Checked before.</param>
    /// <param name="name">Checked before.</param>
    /// <param name="password">Checked before.</param>
    /// <param name="entreprise">None for an agent who comes by invitation.</param>
    /// <param name="emailIsProven">The person holds a code that was sent to this address.</param>
    public async Task<Registered> OpenAsync(string email, string name, string password, DeclaredEntreprise? entreprise, bool emailIsProven = false)
    {
        // Hashed outside the transaction: it takes a tenth of a second.
        var hash = passwords.Hash(Account.Open(email, name, clock.GetUtcNow()), password);
        try
        {
            return await TryAsync(email, name, hash, entreprise, emailIsProven);
        }
        catch (DbUpdateException)
        {
            // Somebody took the address, or declared the same entreprise, at the same instant: what they made is there now.
            db.ChangeTracker.Clear();
            return await TryAsync(email, name, hash, entreprise, emailIsProven);
        }
    }

    private async Task<Registered> TryAsync(string email, string name, string hash, DeclaredEntreprise? entreprise, bool emailIsProven)
    {
        var folded = Folded.Of(email);
        if (await db.Set<Account>().AnyAsync(a => a.EmailFolded == folded))
            return new Registered(
                new Refusal("Un compte existe déjà avec cette adresse. Connectez-vous, ou demandez un nouveau mot de passe si vous l'avez oublié."), null);
        var account = Account.Open(email, name, clock.GetUtcNow());
        account.PasswordHash = hash;
        await db.TransactAsync(async () =>
        {
            db.Add(account);
            if (emailIsProven)
                account.ConfirmEmail(clock.GetUtcNow());
            else
                mails.ConfirmAddress(account, tokens.Add(TokenKind.ConfirmEmail, account.Id));
            if (entreprise is not null)
                await teams.JoinAsync(account, entreprise);
            outbox.Add(new AccountRegistered(account.Id));
            await db.SaveChangesAsync();
        });
        return new Registered(null, account);
    }
}
