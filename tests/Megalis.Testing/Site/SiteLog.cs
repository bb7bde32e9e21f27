using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Megalis.Testing;

/// <summary>What the site wrote to its log: shown when a page fails, and asked by tests of the log itself.</summary>
public sealed class SiteLog : ILoggerProvider
{
    private const int Kept = 500;

    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>The last lines, warnings and errors of the framework, information and above of the product.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Warnings and errors only.</summary>
    public string Problems => string.Join('\n', lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal)).TakeLast(5));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(SiteLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= (category.StartsWith("Megalis", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            log.lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}");
            while (log.lines.Count > Kept)
                log.lines.TryDequeue(out _);
        }
    }
}
