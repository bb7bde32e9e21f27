namespace Megalis.Architecture.Tests.Source;

/// <summary>How a house rule fails: one line per offence, each with its file, the rule, and how to mend it.</summary>
public static class Offences
{
    public static void AssertNone(IEnumerable<string> offences)
    {
        var list = offences.Distinct().Order(StringComparer.Ordinal).ToList();
        if (list.Count > 0)
            Assert.Fail($"{list.Count} offence(s):\n  {string.Join("\n  ", list)}");
    }
}
