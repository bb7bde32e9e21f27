using System.Globalization;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>A bar on a terminal, and nothing elsewhere: « Contrôle [#####...............] 25 % 1 130 marchés ».</summary>
internal sealed class Progress(TextWriter terminal, bool isInteractive, string title, long total, TimeProvider clock)
{
    private const int Width = 30;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private long _drawnAt;
    private bool _isDrawn;

    public void Report(long done, int count)
    {
        if (!isInteractive || (_isDrawn && clock.GetElapsedTime(_drawnAt) < Pace))
            return;
        _drawnAt = clock.GetTimestamp();
        _isDrawn = true;
        var share = total == 0 ? 1 : Math.Clamp((double)done / total, 0, 1);
        var full = (int)(share * Width);
        terminal.Write(string.Create(
            CultureInfo.GetCultureInfo("fr-FR"),
            $"\r{title} [{new string('#', full)}{new string('.', Width - full)}] {share:P0} {count:N0} marchés"));
    }

    public void End()
    {
        if (_isDrawn)
            terminal.WriteLine();
    }
}
