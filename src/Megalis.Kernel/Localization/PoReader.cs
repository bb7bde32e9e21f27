using System.Text;

namespace Megalis.Kernel.Localization;

/// <summary>Reads msgid and msgstr of a PO file; plural forms and contexts are not used here and are passed over.</summary>
internal static class PoReader
{
    public static IEnumerable<KeyValuePair<string, string>> Read(TextReader reader)
    {
        var id = new StringBuilder();
        var text = new StringBuilder();
        StringBuilder? into = null;
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.StartsWith("msgid ", StringComparison.Ordinal))
            {
                if (id.Length > 0 && text.Length > 0)
                    yield return new(id.ToString(), text.ToString());
                id.Clear();
                text.Clear();
                into = id;
                Append(into, line[6..]);
            }
            else if (line.StartsWith("msgstr ", StringComparison.Ordinal))
            {
                into = text;
                Append(into, line[7..]);
            }
            else if (line.StartsWith('"') && into is not null)
            {
                Append(into, line);
            }
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
