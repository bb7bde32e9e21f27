using System.Threading.RateLimiting;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>The section <c>Megalis:Depots</c> of the configuration.</summary>
internal sealed class DepotOptions
{
    public const string Section = "Megalis:Depots";

    /// <summary>Preparations that visitors of one address may begin in an hour without an account.</summary>
    public int VisitorStartsPerHour { get; set; } = 200;

    /// <summary>What visitors of one address may leave here in a day without an account, in millions of bytes.</summary>
    public int VisitorMegabytesPerDay { get; set; } = 20_000;

    /// <summary>What one account may leave here in answers that it has not handed in, in millions of bytes: three whole plis. An account is free.</summary>
    public int AccountUnfinishedMegabytes { get; set; } = 12_000;

    /// <summary>What the disk keeps free of new files, in millions of bytes, so that what has arrived can still be handed in; 0 keeps none.</summary>
    public int FreeMegabytes { get; set; } = 1_000;
}

/// <summary>
/// What people without an account may leave on the disk from one address: enough for a whole company behind one, and not
/// enough to fill it. An account lifts it, and takes along what was sent before. Kept in memory by each node: an address is
/// nobody's to find in the database.
/// </summary>
internal sealed class VisitorAllowance : IDisposable
{
    private const int Megabyte = 1_000_000;

    private readonly PartitionedRateLimiter<string> _starts;
    private readonly PartitionedRateLimiter<string> _megabytes;
    private readonly DepotOptions _options;

    public VisitorAllowance(IOptions<DepotOptions> options)
    {
        _options = options.Value;
        _starts = Limiter(_options.VisitorStartsPerHour, TimeSpan.FromHours(1), 12);
        _megabytes = Limiter(_options.VisitorMegabytesPerDay, TimeSpan.FromDays(1), 24);
    }

    /// <summary>One preparation more; why not, or null.</summary>
    public Refusal? Start(HttpContext http)
    {
        using var lease = _starts.AttemptAcquire(Networks.Of(http));
        return lease.IsAcquired ? null : new Refusal(
            "Plus de {0} réponses ont été commencées sans compte depuis votre réseau en une heure. Connectez-vous ou créez un compte, puis recommencez : cette limite ne vous concernera plus.",
            _options.VisitorStartsPerHour);
    }

    /// <summary>Nothing of the day is left: why a file need not even be read, or null.</summary>
    public Refusal? Check(HttpContext http)
    {
        using var lease = _megabytes.AttemptAcquire(Networks.Of(http), 0);
        return lease.IsAcquired ? null : Full();
    }

    /// <summary>So many bytes more lie here; why they may not, or null.</summary>
    public Refusal? Take(HttpContext http, long bytes)
    {
        var megabytes = (bytes + Megabyte - 1) / Megabyte;
        if (megabytes > _options.VisitorMegabytesPerDay)
            return Full();
        using var lease = _megabytes.AttemptAcquire(Networks.Of(http), (int)megabytes);
        return lease.IsAcquired ? null : Full();
    }

    public void Dispose()
    {
        _starts.Dispose();
        _megabytes.Dispose();
    }

    private Refusal Full() => new(
        "Votre réseau a déjà envoyé {0} sans compte aujourd’hui : ces fichiers n’ont pas été pris. Connectez-vous ou créez un compte, revenez à cette page et envoyez-les de nouveau ; ce qui était déjà reçu y est toujours.",
        FileSize.Text((long)_options.VisitorMegabytesPerDay * Megabyte));

    private static PartitionedRateLimiter<string> Limiter(int permits, TimeSpan window, int segments) =>
        PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetSlidingWindowLimiter(
            address, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = window, SegmentsPerWindow = segments }));
}
