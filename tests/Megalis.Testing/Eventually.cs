using System.Diagnostics;

namespace Megalis.Testing;

/// <summary>For what another process or another node does in its own time.</summary>
public static class Eventually
{
    /// <summary>Asks again every 25 ms until it is so; false when it never was.</summary>
    public static async Task<bool> TrueAsync(Func<Task<bool>> question, int seconds = 10)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            if (await question())
                return true;
            await Task.Delay(25);
        }

        return await question();
    }
}
