using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Http;

/// <summary>
/// What broke without anybody's fault on the page: a database that is down answers 503 and comes back by itself, a full
/// disk 507, too much sent 413; anything else shows one page with a reference number that stands in the log too.
/// </summary>
internal sealed class Failures(ILogger<Failures> log) : IExceptionHandler
{
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
        if (DatabaseFaults.IsDown(exception))
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

    /// <summary>The volume of the files, or that of the database.</summary>
    private static bool IsDiskFull(Exception? exception)
    {
        if (DatabaseFaults.IsFull(exception))
            return true;
        for (; exception is not null; exception = exception.InnerException)
            if (exception is DiskFullException)
                return true;
        return false;
    }
}
