using System.Collections.Concurrent;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests;

/// <summary>A tenant's row, as modules have them.</summary>
internal sealed class NoteRow : ITenantOwned, IVersioned
{
    public long Id { get; set; }
    public int TenantId { get; set; }
    public string Text { get; set; } = "";
    public int Version { get; set; }
}

internal sealed class NoteTables : ITables
{
    public void Describe(ModelBuilder model) => model.Entity<NoteRow>().HasIndex(x => new { x.TenantId, x.Text }).IsUnique();
}

internal sealed class NoteMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("note_row", t => t.Identity().Tenant().Text("text").Version().Unique("tenant_id", "text"));
        return 1;
    }
}

[QueueKind("tests.note.v1")]
internal sealed record AddNote(string Text, string? Then = null);

[QueueKind("tests.optional.v1")]
internal sealed record OptionalNote(string Text);

[QueueKind("tests.call.v1")]
internal sealed record Call(string Text);

[QueueKind("tests.tick.v1")]
internal sealed class Tick;

/// <summary>What a test decides and sees of the handlers below; one for each host.</summary>
internal sealed class Script
{
    private readonly ConcurrentQueue<string> happened = new();

    public IReadOnlyList<string> Happened => [.. happened];

    /// <summary>Runs in the middle of the handler of notes, after its effect was saved.</summary>
    public Func<AddNote, MegalisDb, Task> InNote { get; set; } = (_, _) => Task.CompletedTask;

    public Func<string, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    public Func<string, Reconciled> OnReconcile { get; set; } = _ => Reconciled.Unknown;

    public void Note(string what) => happened.Enqueue(what);
}

internal sealed class AddNoteHandler(MegalisDb db, Outbox outbox, Script script) : IHandle<AddNote>
{
    public async Task HandleAsync(AddNote payload, CancellationToken stop)
    {
        db.Add(new NoteRow { Text = payload.Text });
        if (payload.Then is { } then)
            outbox.Add(new AddNote(then));
        await db.SaveChangesAsync(stop);
        script.Note(payload.Text);
        await script.InNote(payload, db);
    }
}

internal sealed class OptionalNoteHandler(MegalisDb db) : IHandle<OptionalNote>
{
    public Task HandleAsync(OptionalNote payload, CancellationToken stop)
    {
        db.Add(new NoteRow { Text = payload.Text });
        return Task.CompletedTask;
    }
}

internal sealed class CallLine(Script script) : IOutsideCall<Call>
{
    public async Task CallAsync(Call payload, string key, CancellationToken stop)
    {
        script.Note("call " + key);
        await script.OnCall(payload.Text, stop);
        script.Note("answered");
    }

    public Task<Reconciled> ReconcileAsync(Call payload, string key, CancellationToken stop)
    {
        script.Note("ask " + key);
        return Task.FromResult(script.OnReconcile(payload.Text));
    }
}

internal sealed class TickHandler(Script script) : IHandle<Tick>
{
    public Task HandleAsync(Tick payload, CancellationToken stop)
    {
        script.Note("tick");
        return Task.CompletedTask;
    }
}

[Feature("Tests.Base")]
internal sealed class BaseStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<Script>();
        services.AddTables<NoteTables>().AddMigrations<NoteMigrations>().AddJob<AddNote, AddNoteHandler>().AddOutsideCall<Call, CallLine>();
    }
}

[Feature("Tests.Optional")]
internal sealed class OptionalStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services) => services.AddJob<OptionalNote, OptionalNoteHandler>();
}
