using System.Text.Json.Nodes;

namespace Megalis.Kernel.Security;

/// <summary>What the law makes a module keep about a person who asks to be forgotten.</summary>
/// <param name="What">French: « Registre des dépôts de plis ».</param>
/// <param name="Why">The article that obliges: « code de la commande publique, R. 2184-12 ».</param>
/// <param name="Until">Its term, in words: « cinq ans après la signature du marché ».</param>
public sealed record Retained(string What, string Why, string Until);

/// <summary>
/// What a module holds about a person (règlement (UE) 2016/679, articles 15, 17 and 20). Contributed with
/// <c>services.Contribute&lt;IPersonalData, T&gt;()</c>; asked in the portal's scope whatever features it has on, for data
/// outlive a switch. A module whose rows lie in tenants enters their scopes itself.
/// </summary>
public interface IPersonalData
{
    /// <summary>The name of its part in the file that the person receives; French, one word: « depots ».</summary>
    string Name { get; }

    /// <summary>All it holds about the account, in JSON that a person can read; null when nothing.</summary>
    Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop);

    /// <summary>What an erasure would keep, told to the person before they decide.</summary>
    Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop);

    /// <summary>
    /// Erases what may be erased, inside the transaction that erases the account. The account's id may stay where the law
    /// keeps a register: it names nobody any more.
    /// </summary>
    Task EraseAsync(string accountId, CancellationToken stop);
}
