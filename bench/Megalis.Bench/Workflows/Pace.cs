using System.Diagnostics;

namespace Megalis.Bench.Workflows;

/// <summary>So many steps, the time that they took, and what of it was this process' own on a processor.</summary>
internal readonly record struct Pace(long Steps, TimeSpan Elapsed, TimeSpan Processor)
{
    public double PerSecond => Steps / Elapsed.TotalSeconds;

    /// <summary>Says more than the clock where others work on the machine too. A database server's part is not in it.</summary>
    public double ProcessorMs => Processor.TotalMilliseconds / Steps;

    /// <returns>Ends the measure that this call begins.</returns>
    public static Func<long, Pace> Begin()
    {
        var (watch, processor) = (Stopwatch.StartNew(), OfThisProcess());
        return steps => new Pace(steps, watch.Elapsed, OfThisProcess() - processor);
    }

    private static TimeSpan OfThisProcess()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
