using Megalis.Kernel.Localization;

namespace Megalis.Kernel.Tests.Localization;

public sealed class PoReaderTests
{
    [Fact]
    public void Entries_are_read_with_their_continued_lines_and_escapes_and_empty_answers_are_left_out()
    {
        const string Po = """
            # Un commentaire "entre guillemets"
            msgid ""
            msgstr "Language: br\n"

            msgctxt "menu"
            msgid "Accueil"
            msgstr "Degemer"

            msgid "Déposer "
            "un pli"
            msgstr "Lakaat \"ur\" "
            "golo\n"

            msgid "Sans réponse"
            msgstr ""

            msgid "un lot"
            msgid_plural "des lots"
            msgstr "ul lodenn"
            """;

        using var reader = new StringReader(Po);

        Assert.Equal(
            [new("Accueil", "Degemer"), new("Déposer un pli", "Lakaat \"ur\" golo\n"), new KeyValuePair<string, string>("un lot", "ul lodenn")],
            PoReader.Read(reader));
    }
}
