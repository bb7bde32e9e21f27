using System.Collections.Concurrent;
using Megalis.Kernel.Data;
using Megalis.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tests.Data;

/// <summary>What a power cut leaves is what had been synced by then: the tests keep those bytes and open them as a start after the cut does.</summary>
public sealed class PowerCutTests
{
    [Fact]
    public async Task Whatever_was_acknowledged_is_in_the_bytes_that_were_synced_by_then()
    {
        using var cut = new TempFolder();
        await using var host = await HostAsync(out var disk);
        disk.Begin(host.DataPath);
        var acknowledged = new ConcurrentBag<(string Text, byte[] Log)>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 6; i++)
            {
                await WriteAsync(host, $"{writer}-{i}", inTransaction: i % 2 == 0);
                acknowledged.Add(($"{writer}-{i}", disk.Synced));
            }
        })));

        Assert.True(disk.Flushes > 1);
        Assert.All(acknowledged, a => Assert.True(disk.HasAfterCut(cut, a.Text, a.Log), $"« {a.Text} » was acknowledged and is not there."));
    }

    [Fact]
    public async Task What_is_read_and_given_out_waits_for_the_disk_too()
    {
        using var cut = new TempFolder();
        await using var host = await HostAsync(out var disk);
        disk.Begin(host.DataPath);
        disk.Hold();
        var writing = WriteAsync(host, "lu par un autre", inTransaction: true);
        await using var reading = host.Enter();
        Assert.True(await Eventually.TrueAsync(() => reading.Db.Set<NoteRow>().AnyAsync(n => n.Text == "lu par un autre")));
        Assert.False(disk.HasAfterCut(cut, "lu par un autre", disk.Synced));

        var given = reading.Db.WhenDurableAsync();
        await Task.Delay(100);
        Assert.False(given.IsCompleted);
        disk.Release();
        await given.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(disk.HasAfterCut(cut, "lu par un autre", disk.Synced));
        await writing;
    }

    [Fact]
    public async Task A_disk_that_refuses_makes_every_write_fail_and_is_not_written_to_again()
    {
        await using var host = await HostAsync(out var disk);
        await WriteAsync(host, "avant", inTransaction: false);
        disk.Refuse();

        await Assert.ThrowsAsync<DiskRefusedException>(() => WriteAsync(host, "pendant", inTransaction: true));
        await Assert.ThrowsAsync<DiskRefusedException>(() => WriteAsync(host, "après", inTransaction: false));

        await using var reading = host.Enter();
        Assert.False(await reading.Db.Set<NoteRow>().AnyAsync(n => n.Text == "après"));
        Assert.True(host.Services.GetRequiredService<SharedSync>().IsBroken);
    }

    [Fact]
    public void The_log_that_is_synced_is_the_one_that_SQLite_writes_also_behind_a_link()
    {
        using var elsewhere = new TempFolder();
        using var links = new TempFolder();
        File.CreateSymbolicLink(links["megalis.db"], elsewhere["real.db"]);
        using var log = new SqliteLog($"Data Source={links["megalis.db"]}");
        log.Open();

        log.Flush();

        Assert.True(File.Exists(elsewhere["real.db-wal"]));
        Assert.False(File.Exists(links["megalis.db-wal"]));
    }

    [Fact]
    public async Task Connections_from_the_pool_keep_what_was_said_to_them()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        for (var i = 0; i < 3; i++)
        {
            await using var scope = host.Enter();
            foreach (var (pragma, value) in new[] { ("synchronous", 1L), ("foreign_keys", 1L), ("wal_autocheckpoint", 4000L) })
                Assert.Equal(value, await scope.Db.RawAsync("pragma " + pragma, [], default));
        }
    }

    private static Task<KernelHost> HostAsync(out RememberingDisk disk)
    {
        var made = disk = new RememberingDisk();
        return KernelHost.StartAsync(BothDatabases.Sqlite, services => services.Replace(ServiceDescriptor.Singleton(p =>
            new SharedSync(made.Over(DataSetup.ConnectionString(p.GetRequiredService<IOptions<MegalisOptions>>().Value))))));
    }

    private static async Task WriteAsync(KernelHost host, string text, bool inTransaction)
    {
        await using var scope = host.Enter();
        scope.Db.Add(new NoteRow { Text = text });
        await (inTransaction ? scope.Db.TransactAsync(() => scope.Db.SaveChangesAsync()) : scope.Db.SaveChangesAsync());
    }

    /// <summary>Keeps the log as it was when the last sync that has ended began. No checkpoint moves the database meanwhile: the tests write less than that takes.</summary>
    private sealed class RememberingDisk : ILogDisk
    {
        private readonly ManualResetEventSlim _open = new(true);
        private SqliteLog? _real;
        private string _file = "";
        private byte[] _database = [];
        private volatile byte[] _synced = [];
        private volatile bool _refuses;

        public byte[] Synced => _synced;
        public int Flushes { get; private set; }

        public RememberingDisk Over(string connectionString)
        {
            _real = new SqliteLog(connectionString);
            return this;
        }

        public void Begin(string folder)
        {
            _file = Path.Combine(folder, "megalis.db");
            using (var connection = new SqliteConnection($"Data Source={_file};Pooling=False"))
            {
                connection.Open();
                using var checkpoint = connection.CreateCommand();
                checkpoint.CommandText = "pragma wal_checkpoint(truncate)";
                checkpoint.ExecuteNonQuery();
            }

            _database = File.ReadAllBytes(_file);
            _synced = [];
        }

        public void Hold() => _open.Reset();

        public void Release() => _open.Set();

        public void Refuse() => _refuses = true;

        public void Open() => _real!.Open();

        public void Flush()
        {
            if (_refuses)
                throw new IOException("Input/output error");
            var before = _file.Length > 0 ? ReadShared(_file + "-wal") : [];
            Assert.True(_open.Wait(TimeSpan.FromSeconds(20)));
            _real!.Flush();
            _synced = before;
            Flushes++;
        }

        public bool HasAfterCut(TempFolder cut, string text, byte[] log)
        {
            var path = cut[$"{Guid.NewGuid():N}.db"];
            File.WriteAllBytes(path, _database);
            File.WriteAllBytes(path + "-wal", log);
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "select count(*) from note_row where text = $text";
            command.Parameters.AddWithValue("$text", text);
            return (long)command.ExecuteScalar()! == 1;
        }

        public void Dispose()
        {
            _real?.Dispose();
            _open.Dispose();
        }

        private static byte[] ReadShared(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
    }
}
