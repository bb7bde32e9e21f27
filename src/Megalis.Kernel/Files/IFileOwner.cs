namespace Megalis.Kernel.Files;

/// <summary>
/// A table whose rows name stored files. The janitor removes what no owner knows, so that a module which stores files
/// and does not say so (<c>services.Contribute&lt;IFileOwner, T&gt;()</c>) loses them after <see cref="FileJanitor.Grace"/>.
/// </summary>
public interface IFileOwner
{
    /// <summary>Which of these ids (at most 500) have a row in the tenant of the scope.</summary>
    Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<string> ids, CancellationToken stop);
}
