using System.Text;
using System.Text.RegularExpressions;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>Signs that a text went through a wrong encoding or came out of a web editor.</summary>
internal static partial class DecpText
{
    /// <summary>
    /// U+FFFD; control characters of Latin-1, which are Windows-1252 quotes misread; UTF-8 read as Latin-1 (« Ã© »,
    /// « â€™ »); a question mark in a word, where a character was lost (« l?air », « mise en ?uvre »).
    /// </summary>
    public static bool IsMojibake(string text) => Broken().IsMatch(text);

    /// <summary>Tags and entities: <c>&lt;br /&gt;</c>, <c>&amp;euro;</c>, <c>&amp;#8217;</c>.</summary>
    public static bool HasHtml(string text) => Html().IsMatch(text);

    /// <summary>For reading only: tags become spaces, entities the characters that they stand for. Not safe as HTML.</summary>
    public static string? Readable(string? text) =>
        text is null ? null : Spaces().Replace(System.Net.WebUtility.HtmlDecode(Html().Replace(text, match => match.Value[0] == '<' ? " " : match.Value)), " ").Trim();

    /// <summary>
    /// The bytes of one contract as text. Bytes that are no UTF-8 are read as Windows-1252's ancestor Latin-1, so that
    /// accents survive; <paramref name="wasUtf8"/> says which.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes, out bool wasUtf8)
    {
        wasUtf8 = System.Text.Unicode.Utf8.IsValid(bytes);
        return (wasUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    /// <summary>The same JSON, byte for byte within its strings, without the spaces and lines between its tokens.</summary>
    public static string WithoutLayout(string json)
    {
        var compact = new StringBuilder(json.Length);
        var (isInString, isEscaped) = (false, false);
        foreach (var character in json)
        {
            if (!isInString && character is ' ' or '\t' or '\r' or '\n')
                continue;
            compact.Append(character);
            if (character == '"' && !isEscaped)
                isInString = !isInString;
            isEscaped = isInString && character == '\\' && !isEscaped;
        }
        return compact.ToString();
    }

    [GeneratedRegex(@"\uFFFD|[\u0080-\u009F]|[ÂÃ][\u0080-\u00BF]|â€|Å[\u0080-\u00BF“”]|\p{L}\?\p{Ll}|\s\?\p{Ll}{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Broken();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"&(#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8});|</?(br|p|b|i|u|strong|em|span|div|ul|li|font)\b[^>]*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Html();
}
