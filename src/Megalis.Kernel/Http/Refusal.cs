namespace Megalis.Kernel.Http;

/// <summary>
/// The rules say no: a French sentence for the person, never an exception. <c>{0}</c> marks are filled from
/// <paramref name="Arguments"/> after translation. <see cref="Field"/> names the input to mend, when there is one.
/// </summary>
public sealed record Refusal(string Message, params object[] Arguments)
{
    public string Field { get; init; } = "";

    public Refusal On(string field) => this with { Field = field };

    public override string ToString() =>
        Arguments.Length == 0 ? Message : string.Format(Localization.Texts.French, Message, Arguments);
}
