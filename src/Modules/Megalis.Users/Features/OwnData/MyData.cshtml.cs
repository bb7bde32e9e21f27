using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Users.Features.OwnData;

/// <summary>My data: a file with all of it, and the erasure, which says first what the law keeps.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class MyDataModel(OwnData data, Reauthentication again, UserMails mails) : UsersPage
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public bool IsSure { get; set; }

    public IReadOnlyList<Retained> Kept { get; private set; } = [];

    public async Task OnGetAsync() => await LoadAsync();

    /// <summary>By POST: a link from elsewhere downloads nothing.</summary>
    public async Task<IActionResult> OnPostExportAsync()
    {
        var file = await data.ExportAsync(CurrentUser.AccountId, HttpContext.RequestAborted);
        return File(Encoding.UTF8.GetBytes(file.ToJsonString(Readable)), "application/json; charset=utf-8", "mes-donnees.json");
    }

    public async Task<IActionResult> OnPostEraseAsync()
    {
        await LoadAsync();
        var me = await again.AccountAsync();
        if (!IsSure)
            return Refused(new Refusal("Cochez la case : un effacement ne se défait pas.").On(nameof(IsSure)));
        if (await again.CheckAsync(me, Current) is { } wrong)
            return Refused(wrong.On(nameof(Current)));
        if (await data.CheckErasureAsync(me.Id, HttpContext.RequestAborted) is { } refusal)
            return Refused(refusal);
        mails.Erased(me);
        await data.EraseAsync(me.Id, CancellationToken.None);
        await HttpContext.SignOutAsync();
        Notice = T["Votre compte est effacé."];
        return Redirect("/");
    }

    private async Task LoadAsync() => Kept = await data.RetainedAsync(CurrentUser.AccountId, HttpContext.RequestAborted);
}
