using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Identifiers;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>What makes two published contracts the same one.</summary>
internal static class DecpKey
{
    /// <summary>
    /// Buyer and identifier. In the shape of 2019 the last two digits of the identifier count the modifications, so a
    /// contract that is published again after a modification changes them: they are left out when they agree with
    /// the number of modifications that it lists. Without identifier or buyer, what is known of the contract.
    /// </summary>
    public static string Of(DecpRecord record)
    {
        var buyer = record.BuyerId ?? Folded.Of(record.BuyerName);
        if (record.Id is { } id && buyer.Length > 0)
            return $"{buyer}|{(CountsModifications(record) ? id[..^2] + "**" : id)}";
        return $"{buyer}|{record.Id}|{Fingerprint(record)}";
    }

    /// <summary>Buyer and identifier to the letter: two of them in one file are a duplicate.</summary>
    public static string Exact(DecpRecord record) =>
        record.Id is { } id && record.BuyerId is { } buyer ? $"{buyer}|{id}" : Of(record);

    private static bool CountsModifications(DecpRecord record) =>
        !record.IsVersion2
        && record.Id is { Length: >= 7 } id
        && int.TryParse(id.AsSpan(id.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count == record.Modifications.Count;

    private static string Fingerprint(DecpRecord record)
    {
        var known = string.Join('|', [
            Folded.Of(record.Objet),
            record.NotifiedOn?.ToString("O", CultureInfo.InvariantCulture),
            record.Cpv?.Digits,
            .. record.Titulaires.Select(titulaire => titulaire.Id ?? Folded.Of(titulaire.Name)),
        ]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(known)))[..24];
    }
}
