namespace Megalis.Search.Analysis;

/// <summary>
/// The light stemmer for French of Jacques Savoy (« Light stemming approaches for the French, Portuguese, German and Hungarian
/// languages », 2006): it takes plurals and the commonest suffixes away and never looks at the meaning. The rules are a table, in
/// the order of the article; what they leave is smoothed (accents, doubled letters, a final « er », « e », « ie »).
/// </summary>
internal static class FrenchLightStemmer
{
    /// <param name="Suffix">The word ends so.</param>
    /// <param name="LongerThan">And has more letters than this, plural already taken away.</param>
    /// <param name="Becomes">What stands in its place.</param>
    /// <param name="Ends">No later rule is looked at.</param>
    private readonly record struct Rule(string Suffix, int LongerThan, string Becomes, bool Ends = true);

    private static readonly Rule[] AccentedRules = Rules("ième", [new("ère", 8, "er")], new("ète", 4, "et", Ends: false));

    /// <summary>The same for words that lost their accents: « ère » is known only after an i (première, chaudière), « ète » is left to the final e.</summary>
    private static readonly Rule[] FoldedRules = Rules("ieme", [new("iere", 6, "ier")], null);

    /// <summary>The stem as the reference implementation gives it.</summary>
    /// <param name="word">In lower case, with its accents.</param>
    public static string Stem(string word) => Stem(word, AccentedRules);

    /// <summary>The stem of a word in lower case without accents, so that « electricite » and « électricité » have one.</summary>
    public static string StemFolded(string word) => Stem(word, FoldedRules);

    private static Rule[] Rules(string ordinal, Rule[] eres, Rule? ete) =>
    [
        new("issement", 9, "ir"), new("issant", 8, "ir"), new("ivement", 6, "if"), new("ement", 6, "e"),
        new("ficatrice", 11, "fier"), new("ficateur", 10, "fier"), new("catrice", 9, "quer"), new("cateur", 8, "quer"),
        new("atrice", 8, "er"), new("ateur", 7, "er"), new("trice", 6, "teur", Ends: false),
        new(ordinal, 5, ""), new("teuse", 7, "ter"), new("teur", 6, "ter"), new("euse", 5, "eu"),
        .. eres, new("ive", 7, "if"), new("folle", 4, "fou"), new("molle", 4, "mou"),
        new("nnelle", 9, "n"), new("nnel", 9, "n"), .. ete is { } rule ? [rule] : Array.Empty<Rule>(), new("ique", 8, "", Ends: false),
        new("esse", 8, "e"), new("inage", 7, "in"), new("ualisation", 12, "uel"), new("isation", 9, ""), new("isateur", 9, ""),
        new("ation", 8, ""), new("ition", 8, ""),
    ];

    private static string Stem(string word, Rule[] rules)
    {
        Span<char> letters = stackalloc char[Math.Max(word.Length, 1) + 4];
        word.CopyTo(letters);
        var length = WithoutPlural(letters, word.Length);
        foreach (var rule in rules)
        {
            if (length <= rule.LongerThan || !letters[..length].EndsWith(rule.Suffix))
                continue;
            rule.Becomes.CopyTo(letters[(length - rule.Suffix.Length)..]);
            length += rule.Becomes.Length - rule.Suffix.Length;
            if (rule.Ends)
                break;
        }

        length = Smoothed(letters, length);
        return letters[..length].SequenceEqual(word) ? word : new string(letters[..length]);
    }

    /// <summary>« chevaux » to « cheval », « bateaux » to « bateau », a final x or s.</summary>
    private static int WithoutPlural(Span<char> letters, int length)
    {
        if (length > 5 && letters[length - 1] == 'x')
        {
            if (letters[length - 3] == 'a' && letters[length - 2] == 'u' && letters[length - 4] != 'e')
                letters[length - 2] = 'l';
            length--;
        }

        if (length > 3 && letters[length - 1] == 'x')
            length--;
        if (length > 3 && letters[length - 1] == 's')
            length--;
        return length;
    }

    private static int Smoothed(Span<char> letters, int length)
    {
        if (length > 4)
            length = WithoutAccentsAndDoubles(letters, length);
        if (length > 4 && letters[..length].EndsWith("ie"))
            length -= 2;
        if (length > 4)
        {
            if (letters[length - 1] == 'r')
                length--;
            if (letters[length - 1] == 'e')
                length--;
            if (letters[length - 1] == 'e')
                length--;
            if (letters[length - 1] == letters[length - 2] && char.IsLetter(letters[length - 1]))
                length--;
        }

        return length;
    }

    private static int WithoutAccentsAndDoubles(Span<char> letters, int length)
    {
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            var letter = Plain(letters[i]);
            if (kept == 0 || letter != letters[kept - 1] || !char.IsLetter(letter))
                letters[kept++] = letter;
        }

        return kept;
    }

    /// <summary>Only these: the algorithm knows neither ï nor ë.</summary>
    private static char Plain(char letter) => letter switch
    {
        'à' or 'á' or 'â' => 'a',
        'ô' => 'o',
        'è' or 'é' or 'ê' => 'e',
        'ù' or 'û' => 'u',
        'î' => 'i',
        'ç' => 'c',
        _ => letter,
    };
}
