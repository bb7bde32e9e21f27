using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Procurement.Features.PrepareDepot;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>
/// What the volume keeps free of new files, so that what has arrived can still be handed in. Whoever runs the platform is
/// told: in the log at the first refusal of each minute, and on <c>/sante/pret</c>.
/// </summary>
internal sealed partial class DiskFloor(IFileStore files, IOptions<DepotOptions> options, TimeProvider clock, ILogger<DiskFloor> logger) : IReadinessDetail
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long _toldAt;

    /// <summary>Bytes that new files may still take; below 0 when they have taken too much already.</summary>
    public long Left => options.Value.FreeMegabytes > 0 ? files.FreeBytes - (options.Value.FreeMegabytes * 1_000_000L) : long.MaxValue;

    public string? Degraded => Left < 0 ? "réserve de disque atteinte, nouveaux fichiers de plis refusés" : null;

    /// <summary>A file was refused for it.</summary>
    public void Tell()
    {
        var (now, told) = (clock.GetUtcNow().UtcTicks, Interlocked.Read(ref _toldAt));
        if (now - told >= Rest.Ticks && Interlocked.CompareExchange(ref _toldAt, now, told) == told)
            LogReached(options.Value.FreeMegabytes, files.FreeBytes);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "New files of plis are refused: the volume is to keep {Megabytes} MB free (Megalis:Depots:FreeMegabytes) and has {FreeBytes} bytes left. Make room.")]
    private partial void LogReached(int megabytes, long freeBytes);
}
