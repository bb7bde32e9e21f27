using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ListSessions;

internal sealed record SessionLine(string Id, string Browser, string Host, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool IsThis);

/// <summary>Where I am signed in, and the buttons that end it.</summary>
[RequireSignIn]
[Access.PortalOnly]
internal sealed class SessionsModel(MegalisDb db, TenantStore tenants, Access.Sessions sessions, TimeProvider clock) : Access.UsersPage
{
    public IReadOnlyList<SessionLine> Lines { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var me = CurrentUser.AccountId;
        var oldest = clock.GetUtcNow() - AccountSession.Longest;
        var rows = await db.Set<AccountSession>().AsNoTracking().Where(s => s.AccountId == me && s.RevokedAt == null && s.CreatedAt > oldest)
            .OrderByDescending(s => s.LastSeenAt).Take(100).ToListAsync();
        Lines = [.. rows.Select(s => new SessionLine(
            s.Id, AccountSession.Describe(s.UserAgent), tenants.Find(s.TenantId)?.DisplayName ?? "", s.Address, s.CreatedAt, s.LastSeenAt,
            s.Id == CurrentUser.SessionId))];
    }

    public async Task<IActionResult> OnPostAsync(string id)
    {
        if (!await sessions.RevokeAsync(CurrentUser.AccountId, id))
            return NotFound();
        Notice = T["La session est fermée."];
        return Redirect("/compte/sessions");
    }

    public async Task<IActionResult> OnPostOthersAsync()
    {
        await sessions.RevokeAllAsync(CurrentUser.AccountId, exceptId: CurrentUser.SessionId);
        Notice = T["Toutes les autres sessions sont fermées."];
        return Redirect("/compte/sessions");
    }
}
