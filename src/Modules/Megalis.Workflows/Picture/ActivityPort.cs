using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Picture;

/// <summary>Outcomes as people read them.</summary>
internal static class ActivityPort
{
    public const string Done = "Done";
    public const string True = "True";
    public const string False = "False";

    /// <summary>Empty for the outcome that says no more than that the activity is done.</summary>
    public static string Label(string port) => port switch
    {
        Done => "",
        True => "Oui",
        False => "Non",
        ActivityPorts.Default => "Sinon",
        _ => port,
    };
}
