namespace Megalis.Procurement.Contracts;

/// <summary>
/// A trade as a first visit proposes it (« Couvreur »): what stands for it in notices. A consultation is of the trade when it has
/// one of the words or one of the codes.
/// </summary>
/// <param name="Key">As addresses write it: lower-case letters, digits and hyphens; never changes.</param>
/// <param name="Name">« Couverture, zinguerie ».</param>
/// <param name="Words">Words or expressions of several words, any form of which counts; at most <see cref="MostWords"/>.</param>
/// <param name="CpvPrefixes">First digits of CPV codes, 2 to 8; at most <see cref="MostCodes"/>.</param>
public sealed record Trade(string Key, string Name, IReadOnlyList<string> Words, IReadOnlyList<string> CpvPrefixes)
{
    public const int MostWords = 20;
    public const int MostCodes = 20;
}
