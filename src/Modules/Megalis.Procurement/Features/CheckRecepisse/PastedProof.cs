using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;

namespace Megalis.Procurement.Features.CheckRecepisse;

/// <summary>
/// What a pasted text holds to be checked: a code, or a whole receipt as it came by mail, forwarded, quoted, with anything
/// around it.
/// </summary>
/// <param name="EntryIds">Words that look like the id of an entry.</param>
/// <param name="Hashes">Words that look like a hash, those of the files among them.</param>
/// <param name="Heads">Whole signed heads.</param>
/// <param name="HasBrokenHead">A head begins and does not go on as it should.</param>
internal sealed partial record PastedProof(
    IReadOnlyList<string> EntryIds, IReadOnlyList<byte[]> Hashes, IReadOnlyList<SignedTreeHead> Heads, bool HasBrokenHead)
{
    /// <summary>A receipt of two hundred files has 25,000 characters.</summary>
    public const int LongestText = 100_000;

    /// <summary>Of each: a text is no way to ask the journal for much at once.</summary>
    private const int Most = 20;

    public bool IsEmpty => (EntryIds.Count == 0 || Hashes.Count == 0) && Heads.Count == 0 && !HasBrokenHead;

    public static PastedProof Read(string text)
    {
        var broken = false;
        IReadOnlyList<SignedTreeHead> heads = [];
        try
        {
            heads = [.. SignedTreeHead.ReadAll(text).Take(Most)];
        }
        catch (FormatException)
        {
            broken = true;
        }

        return new PastedProof(
            [.. EntryId().Matches(text).Select(m => m.Value).Where(Ids.IsWellFormed).Distinct().Take(Most)],
            [.. Hash().Matches(text).Select(m => m.Value.ToLowerInvariant()).Distinct().Select(Convert.FromHexString)],
            heads, broken);
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9a-z]{26}(?![0-9A-Za-z])")]
    private static partial Regex EntryId();

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")]
    private static partial Regex Hash();
}
