using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>One instance: where it stands, how it came there, and what an operator may do about it.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class InstanceModel(InstanceReader reader, InstanceActs acts) : MegalisPage
{
    public const int ReasonLength = 1_000;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public InstanceView View { get; private set; } = null!;

    /// <summary>The form that was refused, with what was typed there.</summary>
    public (string Form, string Text) Unfinished { get; private set; }

    private string Actor => CurrentUser.AccountId;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 1_000_000);
        if (await reader.ReadAsync(Id, P, stop) is not { } view)
            return NotFound();
        View = view;
        return Page();
    }

    public Task<IActionResult> OnPostRetryAsync(string incident, CancellationToken stop) =>
        ResolveAsync(incident, "essayer", null, () => acts.RetryAsync(incident, Actor, stop), "L’étape va être essayée à nouveau : la suite se lit sur cette page.", stop);

    public Task<IActionResult> OnPostDoneAsync(string incident, string? outcome, string? proof, CancellationToken stop) =>
        ResolveAsync(incident, "preuve", proof ?? "", () => acts.MarkDoneAsync(incident, Actor, outcome ?? "", proof!.Trim(), stop), "L’étape est tenue pour faite, le parcours continue.", stop);

    public Task<IActionResult> OnPostSkipAsync(string incident, string? outcome, string? reason, CancellationToken stop) =>
        ResolveAsync(incident, "motif", reason ?? "", () => acts.SkipAsync(incident, Actor, outcome ?? "", reason!.Trim(), stop), "L’étape est passée, le parcours continue.", stop);

    public async Task<IActionResult> OnPostVariableAsync(string? name, string? value, string? reason, long seen, CancellationToken stop)
    {
        if (await reader.ReadAsync(Id, 1, stop) is not { } view)
            return NotFound();
        if (view.Variables.FirstOrDefault(v => v.Name == name) is not { } variable)
            return Back(new Refusal("Ce parcours n’a pas de variable « {0} ».", name ?? ""), "");
        var (json, refusal) = VariableText.Read(variable, value ?? "");
        if (refusal is not null)
            return await AgainAsync($"valeur-{name}", value ?? "", refusal.On($"valeur-{name}"), stop);
        return await ActAsync($"raison-{name}", reason, () => acts.SetVariableAsync(Id, Actor, variable.Name, json, reason!.Trim(), seen, stop), "La variable est changée.", stop);
    }

    public Task<IActionResult> OnPostMoveAsync(int execution, string? activity, string? reason, long seen, CancellationToken stop) =>
        ActAsync("motif-deplacer", reason, () => acts.MoveTokenAsync(Id, Actor, execution, activity ?? "", reason!.Trim(), seen, stop), "Le jeton est déplacé : l’étape choisie commence.", stop);

    public Task<IActionResult> OnPostCancelAsync(bool undo, string? reason, long seen, CancellationToken stop) =>
        ActAsync("motif-annuler", reason, () => acts.CancelAsync(Id, Actor, undo, reason!.Trim(), seen, stop), undo ? "Le parcours s’annule : ce qui peut être défait l’est d’abord, dans l’ordre inverse." : "Le parcours est annulé.", stop);

    /// <param name="text">What must be said; null where nothing must.</param>
    private async Task<IActionResult> ResolveAsync(string incident, string form, string? text, Func<Task<Refusal?>> act, string done, CancellationToken stop) =>
        await reader.IsOfAsync(incident ?? "", Id, stop) ? await ActAsync($"{form}-{incident}", text ?? "-", act, done, stop) : NotFound();

    private async Task<IActionResult> ActAsync(string form, string? text, Func<Task<Refusal?>> act, string done, CancellationToken stop)
    {
        if (!await reader.IsHereAsync(Id, stop))
            return NotFound();
        return (text ?? "").Trim().Length is > 0 and <= ReasonLength
            ? Back(await act(), done)
            : await AgainAsync(form, text ?? "", new Refusal((text ?? "").Trim().Length == 0
                ? form.StartsWith("preuve", StringComparison.Ordinal) ? "Dites comment vous savez que c’est fait : le journal garde cette preuve." : "Dites pourquoi : le journal garde ce motif."
                : "Ce texte a 1 000 caractères au plus.").On(form), stop);
    }

    private async Task<IActionResult> AgainAsync(string form, string text, Refusal refusal, CancellationToken stop)
    {
        Unfinished = (form, text);
        return await OnGetAsync(stop) is NotFoundResult missing ? missing : Refused(refusal);
    }

    /// <summary>A refusal of the engine is news about the instance, not a fault in what was typed.</summary>
    private LocalRedirectResult Back(Refusal? refusal, string done)
    {
        Notice = refusal is null ? T[done] : T[refusal];
        return LocalRedirect("/admin/circuits/instances/" + Id);
    }
}
