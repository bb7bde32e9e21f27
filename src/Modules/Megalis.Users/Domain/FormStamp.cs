using System.Security.Cryptography;
using System.Text;

namespace Megalis.Users.Domain;

/// <summary>What a form showed, in few characters: when it comes back and the rows say something else, somebody changed them meanwhile.</summary>
internal static class FormStamp
{
    /// <summary>32 hexadecimal digits; null counts as empty.</summary>
    public static string Of(params ReadOnlySpan<string?> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in values)
            hash.AppendData(Encoding.UTF8.GetBytes($"{value?.Length ?? 0}:{value}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
