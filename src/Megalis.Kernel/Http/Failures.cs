using Megalis.Kernel.Files;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Http;

/// <summary>
/// What broke without anybody's fault on the page: a database that is down answers 503 and comes back by itself, a full
/// disk 507, too much sent 413; anything else shows one page with a reference number that stands in the log too.
/// </summary>
internal sealed class Failures(ILogger<Failures> log) : IExceptionHandler
{
    private const int SqliteFull = 13;

    /// <summary>What the error page answers with; the page's sentence follows from it.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        FileTooLargeException => StatusCodes.Status413PayloadTooLarge,
        _ when IsDiskFull(exception) => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true;
        if (exception is BadHttpRequestException or FileTooLargeException)
            return false;
        if (IsDatabaseDown(exception))
        {
            log.LogError(exception, "The database does not answer.");
            await PlainPages.DatabaseDownAsync(httpContext);
            return true;
        }

        var reference = httpContext.TraceIdentifier.Replace(":", "", StringComparison.Ordinal);
        log.LogError(exception, "Reference {Reference}: {Method} {Path} failed.", reference, httpContext.Request.Method, httpContext.Request.Path);
        httpContext.Items[typeof(Failures)] = reference;
        return false;
    }

    public static string Reference(HttpContext context) =>
        context.Items[typeof(Failures)] as string ?? context.TraceIdentifier.Replace(":", "", StringComparison.Ordinal);

    /// <summary>The volume of the files, or that of either database.</summary>
    private static bool IsDiskFull(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is DiskFullException or SqliteException { SqliteErrorCode: SqliteFull } or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.DiskFull })
                return true;
        return false;
    }

    private static bool IsDatabaseDown(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is Npgsql.PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" }
                || exception is Npgsql.NpgsqlException and not Npgsql.PostgresException)
                return true;
        return false;
    }
}
