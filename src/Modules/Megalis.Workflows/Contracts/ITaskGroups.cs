namespace Megalis.Workflows.Contracts;

/// <summary>
/// Says to which groups of people somebody belongs, for tasks of a <c>group</c>. Accounts know roles only: a module that keeps
/// groups (services, bureaus of a parapheur) contributes them with <c>services.Contribute&lt;ITaskGroups, T&gt;()</c>.
/// </summary>
public interface ITaskGroups
{
    /// <summary>Names as definitions write them, in the tenant of this scope; compared exactly.</summary>
    /// <param name="accountId">26 characters.</param>
    Task<IReadOnlyList<string>> OfAsync(string accountId, CancellationToken stop);
}
