using System.Security.Cryptography;
using System.Text.Json;
using Megalis.Kernel.Files;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Cases;

/// <summary>Holds each receipt against what is stored: the row, the bytes of its file, its entry in the journal.</summary>
internal sealed class DepositsCheck(SiteFixture site, string host, byte[] content)
{
    private readonly string _sha256 = Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>How many receipts promise what is not there.</summary>
    public async Task<int> LostAsync(IReadOnlyCollection<(string Key, string Receipt)> acknowledged, CancellationToken stop)
    {
        await using var scope = site.Enter(host);
        var plis = await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().ToDictionaryAsync(p => p.ClientId, stop);
        var files = scope.Services.GetRequiredService<IFileStore>();
        var journal = scope.Services.GetRequiredService<Journal>();
        var lost = 0;
        foreach (var (key, receipt) in acknowledged)
        {
            using var said = JsonDocument.Parse(receipt);
            lost += plis.TryGetValue(key, out var pli) && IsAsSaid(said.RootElement, pli) && await IsOnDiskAsync(files, pli, stop)
                && await journal.FindAsync(pli.EntryId, stop) is { } entry && Convert.ToHexStringLower(entry.LeafHash) == pli.LeafHash ? 0 : 1;
        }

        return lost;
    }

    /// <summary>As <c>journal verify</c> does it.</summary>
    public async Task<JournalVerdict> JournalAsync(CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(site.Services);
        return await new JournalVerifier(new JournalStore(scope.Db), site.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem).RunAsync([], stop);
    }

    private bool IsAsSaid(JsonElement receipt, Pli pli) =>
        receipt.GetProperty("id").GetString() == pli.Id && receipt.GetProperty("entryId").GetString() == pli.EntryId && receipt.GetProperty("leafHash").GetString() == pli.LeafHash
        && receipt.GetProperty("files").EnumerateArray().Single().GetProperty("sha256").GetString() == _sha256 && pli.Files is [var file] && file.Sha256 == _sha256;

    private async Task<bool> IsOnDiskAsync(IFileStore files, Pli pli, CancellationToken stop)
    {
        await using var stored = files.Open(site.TenantOf(host).Id, pli.Files[0].StoredFileId);
        return stored is not null && Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, stop)) == _sha256;
    }
}
