namespace Megalis.Kernel.Verbs;

/// <summary>
/// Tells settings (<c>--Megalis:DataPath DIR</c>, <c>--urls=…</c>) from a verb and its own words: the configuration reader
/// would take <c>--json</c> for a setting and the word after it for its value, and a verb would take a folder for its file.
/// </summary>
public static class CommandLine
{
    private static readonly string[] HostSettings = ["--urls", "--environment", "--contentRoot", "--webroot"];

    /// <summary>What the host's configuration reads.</summary>
    public static string[] Settings(string[] args) => Split(args).Settings;

    /// <summary>The verb and what follows it.</summary>
    public static string[] Words(string[] args) => Split(args).Words;

    private static (string[] Settings, string[] Words) Split(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
                settings.Add(args[++i]);
        }

        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string arg)
    {
        var key = arg.Split('=', 2)[0];
        return key.StartsWith("--", StringComparison.Ordinal)
            && (key.Contains(':', StringComparison.Ordinal) || HostSettings.Contains(key, StringComparer.OrdinalIgnoreCase));
    }
}
