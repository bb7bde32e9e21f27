namespace Megalis.Search.Words;

/// <summary>« * » for any letters, « ? » for one. Goes back to the last star only, so no pattern takes longer than its length times the word's.</summary>
internal static class Wildcards
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0, place = 0, star = -1, resume = 0;
        while (place < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
                (star, resume) = (at++, place);
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[place]))
                (at, place) = (at + 1, place + 1);
            else if (star >= 0)
                (at, place) = (star + 1, ++resume);
            else
                return false;
        }

        while (at < pattern.Length && pattern[at] == '*')
            at++;
        return at == pattern.Length;
    }
}
