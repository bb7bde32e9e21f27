using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain.Agents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageAccounts;

/// <summary>The people of a tenant and the invitations on their way.</summary>
[RequirePermission(KernelPermissions.ManageUsers)]
internal sealed class ListModel(MegalisDb db, AccountList list, TimeProvider clock) : UsersPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    /// <summary><c>connexion</c> sorts by the last sign-in.</summary>
    [BindProperty(SupportsGet = true, Name = "tri")]
    public string? Sort { get; set; }

    public IReadOnlyList<AccountLine> Lines { get; private set; } = [];
    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];
    public int Total { get; private set; }
    public bool IsPortal => Tenant.IsDefault;

    private IQueryable<AccountLine> Rows => list.Query(Q, Sort == "connexion");

    public bool IsOpen(Invitation invitation) => invitation.IsOpen(clock.GetUtcNow());

    public async Task OnGetAsync()
    {
        Total = await Rows.CountAsync();
        P = Math.Clamp(P, 1, Math.Max(1, (Total + AccountList.Size - 1) / AccountList.Size));
        Lines = await Rows.Skip((P - 1) * AccountList.Size).Take(AccountList.Size).ToListAsync();
        Invitations = await list.InvitationsAsync();
    }

    public async Task<IActionResult> OnGetExportAsync()
    {
        var file = new StringBuilder(Csv.Beginning).Append(Csv.Line(T["Nom"], T["Adresse électronique"], T["Rôles"], T["Fonction"], T["État"], T["Dernière connexion"]));
        foreach (var line in await Rows.ToListAsync())
            file.Append(Csv.Line(line.Name, line.Email, string.Join(", ", line.RoleNames.Select(r => T[RoleName.Label(r)])), line.Title, T[StateText(line.State)], line.LastSignInAt));
        return File(Encoding.UTF8.GetBytes(file.ToString()), Csv.ContentType, "comptes.csv");
    }

    public async Task<IActionResult> OnPostCancelAsync(string id)
    {
        var here = Tenant.Id;
        await db.DeleteWhereAsync<Invitation>(i => i.Id == id && i.TenantId == here && i.AcceptedAt == null);
        Notice = T["L'invitation est annulée : son lien ne mène plus à rien."];
        return Redirect("/admin/comptes");
    }

    public static string StateText(SeatState state) => state switch
    {
        SeatState.Active => "Actif",
        SeatState.Suspended => "Suspendu",
        SeatState.Disabled => "Désactivé",
        _ => "Sans rôle ici",
    };
}
