using Megalis.Kernel.Files;

namespace Megalis.Kernel.Tests.Files;

public sealed class FileJanitorTests : IDisposable
{
    private readonly TempFolder _data = new();
    private readonly FileStore _store;

    public FileJanitorTests() => _store = new(_data.Path);

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Only_old_files_without_a_row_are_removed()
    {
        var named = await SaveAsync(1);
        var orphan = await SaveAsync(1);
        var sameIdsTenant = await SaveAsync(2);
        var report = await SweepAsync(TimeSpan.FromHours(25), (1, named), (2, sameIdsTenant));

        Assert.Equal(new JanitorReport(Seen: 3, Orphans: 1, Unfinished: 0, Deleted: 1, Foreign: 0, Withheld: false), report);
        Assert.NotNull(_store.Open(1, named));
        Assert.Null(_store.Open(1, orphan));
        Assert.NotNull(_store.Open(2, sameIdsTenant));
    }

    [Fact]
    public async Task A_file_younger_than_a_day_may_still_wait_for_its_row()
    {
        var young = await SaveAsync(1);
        var report = await SweepAsync(TimeSpan.FromHours(23));
        Assert.Equal((1, 0, 0), (report.Seen, report.Orphans, report.Deleted));
        Assert.NotNull(_store.Open(1, young));
    }

    [Fact]
    public async Task A_row_in_another_tenant_does_not_keep_a_file()
    {
        var orphan = await SaveAsync(1);
        await SweepAsync(TimeSpan.FromHours(25), (2, orphan));
        Assert.Null(_store.Open(1, orphan));
    }

    [Fact]
    public async Task What_a_killed_upload_left_is_removed_after_a_day_and_such_an_upload_is_never_acknowledged()
    {
        var upload = new HeldStream();
        var saving = _store.SaveAsync(1, upload, long.MaxValue, default);
        await upload.SomeWasRead;
        Assert.EndsWith(".part", Assert.Single(_data.Everything()), StringComparison.Ordinal);

        var report = await SweepAsync(TimeSpan.FromHours(25));
        Assert.Equal((1, 1), (report.Unfinished, report.Deleted));
        Assert.Empty(_data.Everything());
        upload.End();
        await Assert.ThrowsAnyAsync<IOException>(() => saving);
    }

    [Fact]
    public async Task Names_that_are_not_ours_are_left_alone()
    {
        await SaveAsync(1);
        File.WriteAllText(Path.Combine(_data.Path, "fichiers", "1", "notes.txt"), "");
        File.WriteAllText(Path.Combine(_data.Path, "fichiers", "1", "x.part"), "");
        Directory.CreateDirectory(Path.Combine(_data.Path, "fichiers", "lost+found"));
        var report = await SweepAsync(TimeSpan.FromHours(25));
        Assert.Equal((2, 1), (report.Foreign, report.Deleted));
        Assert.Equal(2, _data.Everything().Length);
    }

    [Fact]
    public async Task When_most_files_look_like_orphans_the_database_is_suspected_and_nothing_is_removed()
    {
        for (var i = 0; i < 60; i++) await SaveAsync(1);
        var report = await SweepAsync(TimeSpan.FromHours(25));
        Assert.True(report.Withheld);
        Assert.Equal((60, 0), (report.Orphans, report.Deleted));
        Assert.Equal(60, _data.Everything().Length);
    }

    [Fact]
    public async Task A_site_without_files_is_swept_without_a_word() =>
        Assert.Equal(0, (await SweepAsync(TimeSpan.FromHours(25))).Seen);

    private async Task<string> SaveAsync(int tenantId) =>
        (await _store.SaveAsync(tenantId, new MemoryStream([1, 2, 3]), 10, default)).RandomId;

    private Task<JanitorReport> SweepAsync(TimeSpan later, params (int Tenant, string Id)[] rows) =>
        new FileJanitor(_data.Path, new LaterClock(later)).SweepAsync(
            (tenant, ids, _) => Task.FromResult<IReadOnlySet<string>>(ids.Where(id => rows.Contains((tenant, id))).ToHashSet()), default);

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
