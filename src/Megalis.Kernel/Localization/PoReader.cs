using System.Text;

namespace Megalis.Kernel.Localization;

/// <summary>Reads msgid and msgstr of a PO file; plural forms and contexts are not used here and are passed over.</summary>
internal static class PoReader
{
    private const string Id = "msgid ";
    private const string Text = "msgstr ";

    public static IEnumerable<KeyValuePair<string, string>> Read(TextReader reader)
    {
        var id = new StringBuilder();
        var text = new StringBuilder();
        StringBuilder? into = null;
        while (reader.ReadLine()?.Trim() is { } line)
        {
            var (begins, answers) = (line.StartsWith(Id, StringComparison.Ordinal), line.StartsWith(Text, StringComparison.Ordinal));
            if (begins && id.Length > 0 && text.Length > 0)
                yield return new(id.ToString(), text.ToString());
            if (begins)
            {
                text.Clear();
                into = id.Clear();
            }

            into = answers ? text : into;
            if (into is not null && (begins || answers || line.StartsWith('"')))
                Append(into, begins ? line[Id.Length..] : answers ? line[Text.Length..] : line);
        }

        if (id.Length > 0 && text.Length > 0)
            yield return new(id.ToString(), text.ToString());
    }

    private static void Append(StringBuilder into, string quoted)
    {
        quoted = quoted.Trim();
        if (quoted.Length < 2)
            return;
        into.Append(quoted[1..^1].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));
    }
}
