using Megalis.Kernel.Data;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Megalis.Users.Features.SignIn;

internal sealed record DemoAccount(string Id, string Name, string Email);

/// <summary>
/// Accounts that the demonstration recipe made, as buttons of the sign-in page. Only in Development, and only accounts
/// that carry the mark: an account of a real person never has a button.
/// </summary>
internal sealed class DemoAccounts(MegalisDb db, Sessions sessions, IHostEnvironment environment)
{
    public async Task<IReadOnlyList<DemoAccount>> ListAsync() => environment.IsDevelopment()
        ? await db.Set<Account>().AsNoTracking().Where(a => a.IsDemo && a.ErasedAt == null).OrderBy(a => a.Id)
            .Select(a => new DemoAccount(a.Id, a.DisplayName, a.Email)).ToListAsync()
        : [];

    public async Task<bool> SignInAsync(string accountId)
    {
        if (!environment.IsDevelopment()
            || await db.Set<Account>().SingleOrDefaultAsync(a => a.Id == accountId && a.IsDemo && a.ErasedAt == null) is not { } account)
            return false;
        await sessions.OpenAsync(account);
        return true;
    }
}
