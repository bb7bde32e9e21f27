namespace Megalis.Kernel.Http;

/// <summary>
/// Says on <c>/sante/pret</c> that this node serves, but not everything: the answer stays 200, for taking the node away would
/// take away what still works. Registered as a singleton; asked at each look, so it answers at once.
/// </summary>
public interface IReadinessDetail
{
    /// <summary>What is not served now, in a few French words without anybody's data; null when all is well.</summary>
    string? Degraded { get; }
}
