using System.Text;
using System.Text.Json.Nodes;

namespace Megalis.Kernel.Tests.Recipes;

/// <summary>
/// A random JSON document as careless people write it (comments, trailing commas, breaks anywhere), with what it must be
/// read as: the line of every value by its path.
/// </summary>
internal sealed class JsonSample
{
    private static readonly string[] Names = ["name", "Data", "é", "a b", "it's", "", "[js:x]", "\u2028"];
    private static readonly string[] Texts = ["", "x", "// no comment", "/* neither */", ",]", "{\"a\":1}", "é€😀", "line\nbreak", "quote\"", "back\\slash"];
    private static readonly string[] Numbers = ["0", "-1", "1.50", "1e3", "12345678901234567890", "-0.0"];
    private static readonly string[] Noise = ["", " ", "\n", "\r\n", "\t", "// \" { , \n", "/* ] } \n */", "\n// é\r\n"];

    private readonly Random random;
    private readonly StringBuilder text = new();
    private int line = 1;

    public JsonSample(int seed)
    {
        random = new Random(seed);
        WriteNoise();
        Write("$", random.Next(1, 5));
        WriteNoise();
    }

    public string Text => text.ToString();

    public Dictionary<string, int> Lines { get; } = [];

    private void Write(string path, int depth)
    {
        Lines[path] = line;
        switch (depth == 0 ? random.Next(4) : random.Next(4, 8))
        {
            case 0: Put(Pick(Numbers)); break;
            case 1: Put(Pick(["true", "false", "null"])); break;
            case 2 or 3: Put(Quote(Pick(Texts))); break;
            case 4 or 5: WriteObject(path, depth); break;
            default: WriteArray(path, depth); break;
        }
    }

    private void WriteObject(string path, int depth)
    {
        Put("{");
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(4)).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            WriteNoise();
            // System.Text.Json, which Orchard uses too, takes no comment between a key and its colon.
            Put(Quote(names[i]) + Pick([":", " \n:"]));
            WriteNoise();
            Write(path + Segment(names[i]), random.Next(depth));
            Separate(i, names.Count);
        }

        WriteNoise();
        Put("}");
    }

    private void WriteArray(string path, int depth)
    {
        Put("[");
        var count = random.Next(4);
        for (var i = 0; i < count; i++)
        {
            WriteNoise();
            Write($"{path}[{i}]", random.Next(depth));
            Separate(i, count);
        }

        WriteNoise();
        Put("]");
    }

    private void Separate(int index, int count)
    {
        if (index == count - 1 && random.Next(2) == 0) return;
        WriteNoise();
        Put(",");
    }

    private void WriteNoise() => Put(Pick(Noise));

    private void Put(string piece)
    {
        text.Append(piece);
        line += piece.Count(c => c == '\n');
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private string Quote(string value) => random.Next(2) == 0
        ? JsonValue.Create(value).ToJsonString()
        : '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + '"';

    private static string Segment(string name) => name is "name" or "Data" or "é"
        ? "." + name
        : "['" + name.Replace("'", "\\'", StringComparison.Ordinal) + "']";
}
