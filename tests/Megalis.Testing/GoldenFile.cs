using System.Text;

namespace Megalis.Testing;

/// <summary>
/// Compares a text with a file kept under <c>Golden/</c> of the running test project: official formats, receipts, mails.
/// <c>MEGALIS_UPDATE_GOLDEN=1</c> writes the file instead; the difference is then read in the commit.
/// </summary>
public static class GoldenFile
{
    public const string UpdateVariable = "MEGALIS_UPDATE_GOLDEN";

    /// <param name="name">Path below <c>Golden/</c>, with its extension.</param>
    /// <param name="actual">What the code produced; line ends are compared as LF.</param>
    public static void ShouldEqual(string name, string actual) =>
        Compare(Path.Combine(Folders.TestProject, "Golden", name), actual, Environment.GetEnvironmentVariable(UpdateVariable) == "1");

    internal static void Compare(string file, string actual, bool update)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        if (!File.Exists(file))
            Assert.Fail($"{file} does not exist. Read the text below; if it is right, run this test with {UpdateVariable}=1.\n{actual}");

        var expected = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (expected != actual)
            Assert.Fail($"The text differs from {file}. If the new one is right, run this test with {UpdateVariable}=1.\n{FirstDifference(expected, actual)}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line])
            line++;

        var message = new StringBuilder().Append("First difference, line ").Append(line + 1).AppendLine(":");
        message.Append("  expected: ").AppendLine(line < before.Length ? before[line] : "(end of the file)");
        message.Append("  actual:   ").AppendLine(line < after.Length ? after[line] : "(end of the text)");
        return message.ToString();
    }
}
